using TapModule.Core.Bulk;
using TapModule.Core.Errors;
using TapModule.Core.Graph;

namespace TapModule.Core.Passes;

/// <summary>
/// Revokes a user's pass; finds its id first where it was not given, and looks at it first where it must meet a condition.
/// What is deleted is always one pass by its id: a newer pass, made between the look and the delete, survives. Where no try of the delete
/// got an answer, a last look says what became of them.
/// </summary>
internal sealed class DeletePassOperation : BulkRow
{
    private readonly string? _user;
    private readonly GraphRequest _look;
    private readonly Func<PassRecord, DateTimeOffset, string?>? _whyNot;
    private readonly string? _passId;
    private readonly bool _wasIssued;
    private GraphRequest? _delete;
    private string? _found;
    private GraphReply? _unclear;

    /// <param name="user">Object id or UPN; null for the signed-in person.</param>
    /// <param name="passId">The pass; null for the one that the user has.</param>
    /// <param name="number">The row's number.</param>
    /// <param name="tag">Found again at the outcome.</param>
    /// <param name="whyNot">Says of a pass, at the service's time, why it is to stay; null to take any.</param>
    /// <param name="wasIssued">True if a record shows that the user had the pass: a user who is not there any more took it along.</param>
    public DeletePassOperation(string? user, string? passId, int number, object? tag = null, Func<PassRecord, DateTimeOffset, string?>? whyNot = null, bool wasIssued = false)
        : base(new RowRef(number, user ?? "me", tag))
    {
        _user = user;
        _passId = passId;
        _whyNot = whyNot;
        _wasIssued = wasIssued;
        _look = new GraphRequest(GraphVerb.Get, user is null ? GraphPath.MyPasses : GraphPath.Passes(user));
    }

    public override string Operation => $"Removing the pass of '{User}'";

    public override GraphRequest Begin() => _passId is null || _whyNot is not null ? _look : Delete(_passId);

    public override bool IsUnresolved => _unclear is not null;

    public override RowStep OnReply(GraphRequest request, GraphReply reply, ReplyContext clock)
    {
        if (ReferenceEquals(request, _look)) return _unclear is { } unclear ? OnLastLook(unclear, reply) : OnLook(reply, clock);
        if (reply.IsSuccess) return RowStep.End(Done(new DeletePassResult(_found, TapRemovalOutcome.Removed), reply));
        if (IsGone(reply)) return RowStep.End(Done(new DeletePassResult(_found, TapRemovalOutcome.AlreadyGone), reply));
        if (reply.Meaning != ReplyMeaning.Unclear) return RowStep.End(Fail(reply));
        _unclear = reply;
        return RowStep.Send(_look);
    }

    /// <summary>No try of the delete got an answer: whether the pass is still there says what became of them.</summary>
    private RowStep OnLastLook(GraphReply unclear, GraphReply reply)
    {
        _unclear = null;
        if (!reply.IsSuccess || PassRecord.ReadList(reply.Body) is not { } passes) return RowStep.End(Fail(Unknown(unclear)));
        return RowStep.End(passes.Exists(p => string.Equals(p.Id, _found, StringComparison.OrdinalIgnoreCase))
            ? Fail(unclear with { Meaning = ReplyMeaning.NotDone })
            : Done(new DeletePassResult(_found, TapRemovalOutcome.Removed), reply));
    }

    private TapError Unknown(GraphReply unclear) => unclear.ToError(Operation, User, Number) with { Advice = "Run the row again: removing a pass that is gone does no harm. Get-TapPass shows whether the user still has it." };

    private RowStep OnLook(GraphReply reply, ReplyContext clock)
    {
        if (!reply.IsSuccess) return RowStep.End(_wasIssued && reply.Status == 404 ? Done(new DeletePassResult(_passId, TapRemovalOutcome.AlreadyGone), reply) : Fail(reply));
        if (PassRecord.ReadList(reply.Body) is not { } passes) return RowStep.End(Fail(reply.Unreadable()));
        var pass = passes.FirstOrDefault(p => _passId is null || string.Equals(p.Id, _passId, StringComparison.OrdinalIgnoreCase));
        if (pass is null) return RowStep.End(Done(new DeletePassResult(_passId, TapRemovalOutcome.AlreadyGone), reply));
        if (_whyNot?.Invoke(pass, clock.Service.Now) is { } why) return RowStep.End(Skip(new DeletePassResult(pass.Id, TapRemovalOutcome.Kept, why), reply));
        return RowStep.Send(Delete(pass.Id));
    }

    /// <summary>A pass that is gone is what was asked for. A user who does not exist is not, unless the pass is known to have been.</summary>
    private bool IsGone(GraphReply reply) => reply.Status == 404 && (_wasIssued || reply.IsAboutPass(_user));

    private GraphRequest Delete(string passId)
    {
        _found = passId;
        return _delete ??= new GraphRequest(GraphVerb.Delete, _user is null ? GraphPath.MyPass(passId) : GraphPath.Pass(_user, passId));
    }
}
