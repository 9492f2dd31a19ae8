using System.Collections.Concurrent;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.Text;

namespace TapModule.Core.Bulk;

/// <summary>
/// Carries rows out: many in flight, in batches, at the pace that the service grants, each to exactly one outcome.
/// There is no loop thread: <see cref="Dispatch"/> runs after each event (a row added, an answer, a timer) and sends what may go.
/// One lock guards the state; requests, and everything that can block, run outside of it.
/// <para>
/// The caller adds rows and takes outcomes on its own thread. <see cref="TryAdd"/> says no while the run is full, which bounds the
/// memory and makes the caller take outcomes.
/// </para>
/// </summary>
internal sealed class BulkRun : IDisposable
{
    private readonly GraphClient _client;
    private readonly Pace _pace;
    private readonly RetryRule _retry;
    private readonly BulkOptions _options;
    private readonly IRunWitness? _witness;
    private readonly ITapLog _log;
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _cancel = new();
    private readonly BlockingCollection<RowOutcome> _outcomes = [];
    private readonly object _gate = new();
    private readonly object _witnessGate = new();
    private readonly RowQueue _queue = new();
    private readonly HashSet<PendingRow> _inFlight = [];
    private int _requestsInFlight;
    private long _added;
    private long _ended;
    private long _taken;
    private long _done;
    private long _skipped;
    private long _failed;
    private long _sent;
    private long _refused;
    private bool _isComplete;
    private bool _isHeld;
    private bool _isOver;
    private TapError? _fatal;

    public BulkRun(GraphClient client, Pace pace, RetryRule retry, BulkOptions options, ITapLog log, IRunWitness? witness = null)
    {
        _client = client;
        _pace = pace;
        // The pace outlives the run; the cap is this run's, or none.
        _pace.MaxRate = options.MaxRate;
        _retry = retry;
        _options = options;
        _log = log;
        _witness = witness;
        _time = client.Time;
        _origin = _time.GetTimestamp();
        _timer = _time.CreateTimer(_ => Dispatch(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Why nothing more can be done; null as long as that is not so. Rows that were never sent then have no outcome.</summary>
    public TapError? Fatal
    {
        get
        {
            lock (_gate) return _fatal;
        }
    }

    /// <summary>Rows that never were sent because the run ended before.</summary>
    public long Unsent
    {
        get
        {
            lock (_gate) return _added - _ended;
        }
    }

    public RunCounts Counts
    {
        get
        {
            lock (_gate) return new RunCounts(_added, _done, _skipped, _failed, _inFlight.Count, _sent, _refused, Now, _pace.State(PaceNow));
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>The pace outlives the run, so it has its own origin: the clock's.</summary>
    private TimeSpan PaceNow => _time.GetElapsedTime(0);

    /// <summary>Adds a row; false if the run is full and outcomes must be taken first.</summary>
    public bool TryAdd(BulkRow row)
    {
        lock (_gate)
        {
            if (_isOver) return true;
            if (_fatal is not null)
            {
                // Nothing is sent any more; the row counts as unsent.
                _added++;
                return true;
            }

            if (_added - _taken >= _options.Capacity) return false;
            _added++;
            _queue.AddNew(new PendingRow(row), Now);
            // With requests in flight and a part-filled batch, there is nothing to decide yet; the linger timer is running.
            if (_requestsInFlight > 0 && _queue.ReadyCount > 1 && _queue.ReadyCount < _options.BatchSize) return true;
        }

        Dispatch();
        return true;
    }

    /// <summary>No more rows will be added.</summary>
    public void Complete()
    {
        lock (_gate) _isComplete = true;
        Dispatch();
    }

    /// <summary>Takes an outcome, waiting for one up to the given time. False if none came, or if there will be none any more.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public bool TryTake(out RowOutcome? outcome, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (!_outcomes.TryTake(out outcome, (int)wait.TotalMilliseconds, cancellationToken)) return false;
        lock (_gate) _taken++;
        return true;
    }

    /// <summary>Whether there is nothing left to take and nothing will come.</summary>
    public bool IsFinished => _outcomes.IsCompleted;

    /// <summary>
    /// Sends nothing new until <see cref="Resume"/>, only what brings rows with an unclear outcome to their end.
    /// </summary>
    public void Hold()
    {
        lock (_gate) _isHeld = true;
    }

    /// <summary>While held: whether everything that was under way has ended and every outcome was taken.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (_gate) return _requestsInFlight == 0 && !_queue.AnyUnresolved && _outcomes.Count == 0;
        }
    }

    /// <summary>Ends the run in order: nothing new is sent, and what is under way comes to its end.</summary>
    public void Fail(TapError why)
    {
        lock (_gate) Doom(why);
        Dispatch();
    }

    public void Resume()
    {
        lock (_gate) _isHeld = false;
        Dispatch();
    }

    /// <summary>
    /// Ends the run at once: nothing more is sent, what is under way is dropped. Returns the rows whose request was under way or
    /// whose outcome was unclear: the service may have carried them out.
    /// </summary>
    public IReadOnlyList<BulkRow> Abandon()
    {
        List<BulkRow> open;
        lock (_gate)
        {
            open = [.. _inFlight.Where(p => p.Row.IsUnresolved || !p.Request.IsRepeatable).Select(p => p.Row), .. _queue.Drain().Where(p => p.Row.IsUnresolved).Select(p => p.Row)];
            _isOver = true;
            _isComplete = true;
        }

        _cancel.Cancel();
        return open;
    }

    public void Dispose()
    {
        Abandon();
        _timer.Dispose();
        _cancel.Dispose();
        lock (_gate)
        {
            if (_requestsInFlight == 0) _outcomes.Dispose();
        }
    }

    /// <summary>Sends what may be sent now, and sets the timer for the next moment at which that may change.</summary>
    private void Dispatch()
    {
        while (true)
        {
            List<PendingRow>? rows;
            lock (_gate)
            {
                if (_isOver) return;
                rows = Next(out var wakeAt);
                if (rows is null)
                {
                    if (wakeAt is { } at) _timer.Change(AtLeastAMillisecond(at - Now), Timeout.InfiniteTimeSpan);
                    FinishIfDone();
                    return;
                }

                _requestsInFlight++;
                _sent += rows.Count;
                foreach (var row in rows) _inFlight.Add(row);
                _pace.Sent(PaceNow, rows.Count);
            }

            // A task of its own: the first part of sending (the journal, JSON) must not run on the caller's thread.
            _ = Task.Run(() => SendAsync(rows));
        }
    }

    /// <summary>The rows of the next request; null if nothing may go now. Runs inside the lock.</summary>
    private List<PendingRow>? Next(out TimeSpan? wakeAt)
    {
        wakeAt = null;
        var now = Now;
        _queue.Wake(now);
        wakeAt = _queue.NextDue;
        if (_queue.ReadyCount == 0 || _requestsInFlight >= _options.ThrottleLimit) return null;
        if (_isHeld && !_queue.AnyUnresolved) return null;

        var paceNow = PaceNow;
        var allowed = _pace.Allowance(paceNow, _options.BatchSize);
        if (allowed == 0)
        {
            if (_pace.NextAllowance(paceNow, _options.BatchSize) is { } next) wakeAt = Earlier(wakeAt, now + (next - paceNow));
            return null;
        }

        // A part-filled batch waits a moment for more, but only while something else is under way.
        if (_queue.ReadyCount < allowed && !_isComplete && !_isHeld && _requestsInFlight > 0
            && now - _queue.OldestReadySince!.Value < _options.Linger)
        {
            wakeAt = Earlier(wakeAt, _queue.OldestReadySince.Value + _options.Linger);
            return null;
        }

        var rows = _queue.Take(allowed, _isHeld);
        return rows.Count > 0 ? rows : null;
    }

    private async Task SendAsync(List<PendingRow> rows)
    {
        var isOnTheWay = false;
        try
        {
            Witness(rows);
            isOnTheWay = true;
            var sentAt = _time.GetUtcNow();
            var paceSentAt = PaceNow;
            var reply = rows.Count == 1
                ? new BatchReply(null, [await _client.SendAsync(rows[0].Request, _log, _cancel.Token).ConfigureAwait(false)])
                : await _client.SendBatchAsync(rows.ConvertAll(r => r.Request), _log, _cancel.Token).ConfigureAwait(false);
            TellPace(reply.Items, paceSentAt);
            lock (_gate)
            {
                for (var i = 0; i < rows.Count; i++) Handle(rows[i], reply.Items[i], sentAt, wholeEnvelope: reply.Envelope is not null);
                // What came back from under way goes no further either.
                if (_fatal is { } fatal) Doom(fatal);
                _requestsInFlight--;
            }
        }
        catch (Exception failure)
        {
            _pace.Lost(rows.Count);
            Stop(rows, failure, isOnTheWay && failure is not TapServiceException);
        }

        Dispatch();
    }

    private void Witness(List<PendingRow> rows)
    {
        if (_witness is null) return;
        lock (_witnessGate) _witness.Sending(rows.ConvertAll(r => r.Row));
    }

    private void TellPace(IReadOnlyList<GraphReply> replies, TimeSpan sentAt)
    {
        var refused = replies.Count(r => r.Meaning == ReplyMeaning.Throttled);
        var lost = replies.Count(r => r.Status == 0);
        var longest = replies.Where(r => r.Meaning == ReplyMeaning.Throttled && r.RetryAfter is not null).Select(r => r.RetryAfter).Max();
        if (lost > 0) _pace.Lost(lost);
        if (lost < replies.Count) _pace.Answered(PaceNow, sentAt, replies.Count - refused - lost, refused, longest);
        if (refused > 0) Interlocked.Add(ref _refused, refused);
    }

    /// <summary>Gives the reply to its row, or repeats the request where that is plainly right. Runs inside the lock.</summary>
    private void Handle(PendingRow pending, GraphReply reply, DateTimeOffset sentAt, bool wholeEnvelope)
    {
        _inFlight.Remove(pending);
        _queue.Release(pending);
        if (_isOver) return;

        if (reply.Status == 401 && _fatal is null && !pending.WasChallenged && _client.Renew(reply))
        {
            // A token refused inside a batch, with claims or without: one new token for all whom it concerns, and one more try each.
            pending.WasChallenged = true;
            _queue.Return(pending, Now, Now);
            return;
        }

        if (wholeEnvelope && reply.Status == 400)
        {
            // The service did not like the envelope. Which item it was shows when they travel alone.
            _log.Verbose($"The service refused a whole batch (request-id {reply.RequestId}); its rows are sent one by one.");
            pending.TravelsAlone = true;
            _queue.Return(pending, Now, Now);
            return;
        }

        if (_retry.Again(pending.Request, reply, pending.Failures, pending.Refusals) is { } delay)
        {
            if (reply.Meaning == ReplyMeaning.Throttled) pending.Refusals++;
            else pending.Failures++;
            _queue.Return(pending, Now, Now + delay);
            return;
        }

        if (reply.Status == 401) Doom(reply.ToError(pending.Row.Deed, pending.Row.User, pending.Row.Number));
        Step(pending, Judge(pending, reply, new RowClock(sentAt, _time.GetUtcNow(), _client.Clock, _retry)));
    }

    /// <summary>What a row cannot read is an answer that did not come: never an exception, which would end the run for all.</summary>
    private static RowStep Judge(PendingRow pending, GraphReply reply, RowClock clock)
    {
        try
        {
            return pending.Row.OnReply(pending.Request, reply, clock);
        }
        catch (Exception unreadable)
        {
            var lost = GraphReply.Lost(unreadable, reply.ClientRequestId).To(pending.Request);
            try
            {
                return pending.Row.OnReply(pending.Request, lost, clock);
            }
            catch (Exception)
            {
                return RowStep.End(pending.Row.Fail(lost.ToError(pending.Row.Deed, pending.Row.User, pending.Row.Number)));
            }
        }
    }

    private void Step(PendingRow pending, RowStep step)
    {
        if (step.Outcome is { } outcome)
        {
            End(outcome);
            return;
        }

        if (!ReferenceEquals(step.Next, pending.Request))
        {
            pending.Request = step.Next!;
            pending.Failures = 0;
            pending.Refusals = 0;
            pending.WasChallenged = false;
        }

        _queue.Return(pending, Now, Now + step.Delay);
    }

    private void End(RowOutcome outcome)
    {
        _ended++;
        if (outcome.Ending == RowEnding.Done) _done++;
        else if (outcome.Ending == RowEnding.Skipped) _skipped++;
        else _failed++;
        _outcomes.Add(outcome);
    }

    /// <summary>
    /// The request could not even be tried: no token, no journal, or cancelled. That ends the run. What may be on the way all the same
    /// (<paramref name="mayBeSent"/>) is not known to be undone.
    /// </summary>
    private void Stop(List<PendingRow> rows, Exception failure, bool mayBeSent)
    {
        lock (_gate)
        {
            // Some may have got their answers before it failed.
            var open = rows.FindAll(_inFlight.Remove);
            foreach (var row in open) _queue.Release(row);
            _requestsInFlight--;
            if (_isOver) return;
            var why = failure is TapServiceException told
                ? told.Error
                : ErrorTable.Describe(TapReason.GraphError, $"The run ended because of an unexpected failure: {failure.GetType().Name}: {ForeignText.Of(failure)}") with { Cause = ForeignText.Strip(failure) };
            foreach (var row in open)
            {
                if (mayBeSent && !row.Request.ChangesNothing) End(Unknown(row, why));
                else _queue.Return(row, Now, Now);
            }

            Doom(why);
        }
    }

    /// <summary>Nothing more can be done: rows with an unclear outcome get their error, the others were never sent.</summary>
    private void Doom(TapError why)
    {
        _fatal ??= why;
        foreach (var row in _queue.Drain().Where(p => p.Row.IsUnresolved)) End(Unknown(row, why));
        _isComplete = true;
    }

    private static RowOutcome Unknown(PendingRow row, TapError why) => row.Row.Fail(ErrorTable.Describe(
        TapReason.OutcomeUnknown, $"{row.Row.Deed}: it is not known whether the service did it, and the run ended before that could be found out ({why.Reason}).", row.Row.User, row.Row.Number));

    private void FinishIfDone()
    {
        if (_isComplete && _requestsInFlight == 0 && _queue.Count == 0 && !_outcomes.IsAddingCompleted) _outcomes.CompleteAdding();
    }

    private static TimeSpan? Earlier(TimeSpan? a, TimeSpan b) => a is { } other && other < b ? other : b;

    private static TimeSpan AtLeastAMillisecond(TimeSpan wait) => wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait;
}
