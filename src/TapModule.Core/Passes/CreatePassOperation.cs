using TapModule.Core.Bulk;
using TapModule.Core.Errors;
using TapModule.Core.Graph;

namespace TapModule.Core.Passes;

/// <summary>
/// Issues one pass, and never loses one. A create is not repeatable in general, but here it is safe to send again after an unclear
/// outcome: it replaces the user's pass, no code was handed out for this row yet, and only the last code counts. What is left is a
/// service that refuses because a pass exists. Then the user's pass is looked at: one that was created after our first try, by the
/// service's own clock, is our lost one; it is deleted and the row tried again.
/// </summary>
internal sealed class CreatePassOperation : BulkRow
{
    /// <summary>Creates that may have been carried out without an answer, before the row is given up as unknown.</summary>
    private const int MaxUnclear = 6;

    /// <summary>Rounds of look, delete, create. More than two mean that somebody else is creating as well.</summary>
    private const int MaxRounds = 4;

    private static readonly TimeSpan UserPollingPause = TimeSpan.FromSeconds(2);

    /// <summary>How far the clocks of a service's parts may be apart.</summary>
    private static readonly TimeSpan ClockMargin = TimeSpan.FromMinutes(1);

    private readonly PassRequest _request;
    private readonly TapIfExists _ifExists;
    private readonly TimeSpan _waitForUser;
    private readonly GraphRequest _look;
    private readonly GraphRequest _create;
    private GraphRequest? _delete;
    private DateTimeOffset? _firstTry;
    private DateTimeOffset? _userMissingSince;
    private bool? _hadPass;
    private int _unclear;
    private int _rounds;
    private bool _isOpen;
    private GraphReply? _pendingFailure;

    public CreatePassOperation(PassRequest request, RowRef row, TapIfExists ifExists = TapIfExists.Replace, TimeSpan waitForUser = default)
        : base(row)
    {
        _request = request;
        _ifExists = ifExists;
        _waitForUser = waitForUser;
        _look = new GraphRequest(GraphVerb.Get, GraphPath.Passes(request.UserId));
        _create = new GraphRequest(GraphVerb.Post, GraphPath.Passes(request.UserId), PassBody.Write(request));
    }

    public PassRequest Request => _request;

    public override bool IsUnresolved => _isOpen;

    public override string Operation => $"Issuing a pass for '{User}'";

    public override GraphRequest Begin() => _ifExists == TapIfExists.Replace ? _create : _look;

    public override RowStep OnReply(GraphRequest request, GraphReply reply, ReplyContext clock)
    {
        if (ReferenceEquals(request, _create)) return OnCreate(reply, clock);
        return ReferenceEquals(request, _look) ? OnLook(reply, clock) : OnDelete(reply);
    }

    private RowStep OnCreate(GraphReply reply, ReplyContext clock)
    {
        if (reply.Meaning is ReplyMeaning.Answer or ReplyMeaning.Unclear) _firstTry ??= clock.SentAt;
        if (reply.Status == 201 || (reply.IsSuccess && reply.Meaning == ReplyMeaning.Answer))
        {
            // Success without a readable code is as good as no answer: the code is lost.
            if (PassRecord.Read(reply.Body) is { TemporaryAccessPass.Length: > 0 } pass)
            {
                _isOpen = false;
                return RowStep.End(Done(new CreatePassResult(pass, _hadPass), reply));
            }

            return OnUnclear(reply, clock);
        }

        if (reply.Meaning == ReplyMeaning.Unclear) return OnUnclear(reply, clock);
        var error = reply.ToError(Operation, User, Number);
        if (error.Reason == TapErrorId.UserNotFound && !_isOpen && MayBecomeReady(clock)) return RowStep.Send(_create, UserPollingPause);
        if (error.Reason == TapErrorId.PassExists && (_isOpen || _ifExists == TapIfExists.Replace) && ++_rounds <= MaxRounds) return RowStep.Send(_look);
        if (!_isOpen) return RowStep.End(Fail(error));

        // Refused now, but an earlier try may have been carried out: look before saying that there is none.
        _pendingFailure = reply;
        return ++_rounds <= MaxRounds ? RowStep.Send(_look) : Unknown(reply);
    }

    private RowStep OnUnclear(GraphReply reply, ReplyContext clock)
    {
        _isOpen = true;
        return ++_unclear < MaxUnclear ? RowStep.Send(_create, clock.Retry.Pause(_unclear - 1, reply.RetryAfter)) : Unknown(reply);
    }

    private RowStep OnLook(GraphReply reply, ReplyContext clock)
    {
        if (!reply.IsSuccess || PassRecord.ReadList(reply.Body) is not { } passes)
        {
            if (_firstTry is null)
            {
                var error = reply.ToError(Operation, User, Number);
                return error.Reason == TapErrorId.UserNotFound && MayBecomeReady(clock) ? RowStep.Send(_look, UserPollingPause) : RowStep.End(Fail(error));
            }

            return _isOpen ? Unknown(reply) : RowStep.End(Fail(reply));
        }

        var found = passes.FirstOrDefault(p => PassStates.IsLive(p, clock.Service.Now));
        if (_firstTry is not { } firstTry)
        {
            _hadPass = found is not null;
            if (found is null) return RowStep.Send(_create);
            return _ifExists == TapIfExists.Skip
                ? RowStep.End(Skip(found, reply))
                : RowStep.End(Fail(ErrorTable.Describe(TapErrorId.PassExists, $"{Operation} was not tried: the user has a pass that is {found.StateAt(clock.Service.Now)} until {found.ExpirationDateTime:u}.", User, Number)));
        }

        // After a refusal any pass is in the way, an expired one too.
        return OnLookAfterTry(found ?? passes.FirstOrDefault(), firstTry, reply, clock);
    }

    private RowStep OnLookAfterTry(PassRecord? found, DateTimeOffset firstTry, GraphReply reply, ReplyContext clock)
    {
        var isOurs = found is null || !_isOpen ? false : IsOurs(found, clock.Service.EarliestAt(firstTry));
        if (found is null || (isOurs == false && _pendingFailure is not null))
        {
            // None of our tries left anything behind.
            _isOpen = false;
            return _pendingFailure is { } failure ? RowStep.End(Fail(failure)) : RowStep.Send(_create);
        }

        // A pass of whoever it is may be replaced where that was asked for. A row that failed for good may only take away its own.
        if (isOurs != true && (_ifExists != TapIfExists.Replace || _pendingFailure is not null)) return _isOpen ? Unknown(reply) : RowStep.End(Fail(reply));
        if (isOurs == false) _hadPass = true;
        _delete = new GraphRequest(GraphVerb.Delete, GraphPath.Pass(User, found.Id));
        return RowStep.Send(_delete);
    }

    /// <summary>
    /// Whether a pass comes from one of our tries; null where that cannot be told. The parts of a service need not agree on the time to the
    /// second, so only a pass that is clearly older is not ours.
    /// </summary>
    private static bool? IsOurs(PassRecord pass, DateTimeOffset? earliest)
    {
        if (earliest is not { } since || pass.CreatedDateTime is not { } created) return null;
        if (created >= since) return true;
        return created < since - ClockMargin ? false : null;
    }

    private RowStep OnDelete(GraphReply reply)
    {
        // Gone already is as good as deleted; but it was there a moment ago, so another look must say the same.
        if (reply.Status == 404 && ++_rounds <= MaxRounds) return RowStep.Send(_look);
        if (!reply.IsSuccess) return _isOpen ? Unknown(reply) : RowStep.End(Fail(reply));
        _isOpen = false;
        return _pendingFailure is { } failure ? RowStep.End(Fail(failure)) : RowStep.Send(_create);
    }

    private bool MayBecomeReady(ReplyContext clock)
    {
        _userMissingSince ??= clock.Now;
        return clock.Now - _userMissingSince + UserPollingPause <= _waitForUser;
    }

    private RowStep Unknown(GraphReply last)
    {
        _isOpen = false;
        return RowStep.End(Fail(ErrorTable.As(last.ToError(Operation + ", whose outcome stayed unknown,", User, Number), TapErrorId.OutcomeUnknown)));
    }
}
