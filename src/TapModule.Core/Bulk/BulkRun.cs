using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.Text;
using TapModule.Core.Throttling;

namespace TapModule.Core.Bulk;

/// <summary>
/// Carries rows out: many in flight, in batches, at the rate that the service grants, each to exactly one outcome.
/// There is no loop thread: <see cref="Dispatch"/> runs after each event (a row added, an answer, a wake-up) and sends what may go.
/// One lock guards the state; requests, and everything that can block, run outside of it.
/// <para>
/// The caller adds rows and takes outcomes on its own thread. <see cref="TryAdd"/> says no while the run is full, which bounds the
/// memory and makes the caller take outcomes. <see cref="Runs.RunDriver"/> is that caller.
/// </para>
/// </summary>
internal sealed class BulkRun : IDisposable
{
    private readonly GraphClient _client;
    private readonly PermitQueue.Ticket _permits;
    private readonly RetryRule _retry;
    private readonly BulkOptions _options;
    private readonly ITapLog _log;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _cancel = new();
    private readonly SemaphoreSlim _news = new(0, 1);
    private readonly object _gate = new();
    private readonly RowQueue _queue = new();
    private readonly RunLedger _ledger = new();
    private readonly Queue<RowOutcome> _outcomes = new();
    private readonly HashSet<PendingRow> _inFlight = [];
    private readonly HashSet<RowOutcome> _beingExplained = [];
    private readonly List<BulkRow> _neverSent = [];
    private long? _origin;
    private int _requestsInFlight;
    private bool _isComplete;
    private bool _isHeld;
    private bool _isOver;
    private TapError? _fatal;

    /// <param name="client">Sends.</param>
    /// <param name="lane">The limit that the run's requests draw on.</param>
    /// <param name="retry">When to send again.</param>
    /// <param name="options">How to carry the run out.</param>
    /// <param name="log">For remarks.</param>
    public BulkRun(GraphClient client, PermitQueue lane, RetryRule retry, BulkOptions options, ITapLog log)
    {
        _client = client;
        _retry = retry;
        _options = options;
        _log = log;
        _time = client.Time;
        _timer = _time.CreateTimer(_ => Dispatch(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _permits = lane.Join(Dispatch, options.MaxRate);
    }

    /// <summary>
    /// Is told of rows that are about to be sent for the first time; the journal is one. Called from any thread, several at a time. If it
    /// throws, nothing is sent and the run ends in order.
    /// </summary>
    public Action<IReadOnlyList<BulkRow>>? Sending { get; init; }

    /// <summary>Finds out more about a failure than its answer tells, before the row ends. Such a row counts as under way.</summary>
    public Func<TapError, CancellationToken, Task<TapError>>? Explain { get; init; }

    /// <summary>Why nothing more can be done; null as long as that is not so. Rows that were never sent then have no outcome.</summary>
    public TapError? Fatal
    {
        get
        {
            lock (_gate) return _fatal;
        }
    }

    public RunCounts Counts
    {
        get
        {
            lock (_gate) return _ledger.Counts(_inFlight.Count, _origin is { } origin ? _time.GetElapsedTime(origin) : TimeSpan.Zero, _permits.State);
        }
    }

    /// <summary>Whether there is nothing left to take and nothing will come.</summary>
    public bool IsFinished
    {
        get
        {
            lock (_gate) return _isComplete && IsIdle && _queue.Count == 0 && _outcomes.Count == 0;
        }
    }

    /// <summary>While held: whether everything that was under way has ended and every outcome was taken.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (_gate) return IsIdle && !_queue.AnyUnresolved && _outcomes.Count == 0;
        }
    }

    private bool IsIdle => _requestsInFlight == 0 && _beingExplained.Count == 0;

    private TimeSpan Now => _time.GetElapsedTime(0);

    /// <summary>Adds a row; false if the run is full and outcomes must be taken first.</summary>
    public bool TryAdd(BulkRow row)
    {
        lock (_gate)
        {
            if (_fatal is null && _ledger.Inside >= _options.Capacity) return false;
            _origin ??= _time.GetTimestamp();
            _ledger.Add();
            if (_fatal is not null || _isOver)
            {
                _neverSent.Add(row);
                return true;
            }

            _queue.AddNew(new PendingRow(row), Now);
            // With requests in flight and a part-filled batch, there is nothing to decide yet; the linger timer is running.
            if (_requestsInFlight > 0 && _queue.ReadyCount > 1 && _queue.ReadyCount < _options.BatchSize) return true;
        }

        Dispatch();
        return true;
    }

    /// <summary>Takes in a row that ends without a request.</summary>
    public void Settle(RowOutcome outcome)
    {
        lock (_gate)
        {
            _origin ??= _time.GetTimestamp();
            _ledger.Add();
            End(outcome);
        }
    }

    /// <summary>No more rows will be added.</summary>
    public void Complete()
    {
        lock (_gate) _isComplete = true;
        Dispatch();
    }

    /// <summary>Takes an outcome that has come.</summary>
    public bool TryTake(out RowOutcome outcome)
    {
        lock (_gate)
        {
            outcome = _outcomes.Count > 0 ? _outcomes.Dequeue() : null!;
            if (outcome is null) return false;
            _ledger.Take();
            return true;
        }
    }

    /// <summary>Waits until something happened that the caller may want to look at: an outcome, the end, quiet.</summary>
    /// <returns>False if the time ran out.</returns>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public bool WaitForNews(TimeSpan wait, CancellationToken cancellationToken) => _news.Wait(wait, cancellationToken);

    /// <inheritdoc cref="WaitForNews"/>
    public Task WaitForNewsAsync(CancellationToken cancellationToken) => _news.WaitAsync(cancellationToken);

    /// <summary>
    /// Sends nothing new until <see cref="Resume"/>, only what brings rows with an unclear outcome to their end.
    /// </summary>
    public void Hold()
    {
        lock (_gate) _isHeld = true;
        Dispatch();
    }

    public void Resume()
    {
        lock (_gate) _isHeld = false;
        Dispatch();
    }

    /// <summary>Ends the run in order: nothing new is sent, and what is under way comes to its end.</summary>
    public void Fail(TapError why)
    {
        lock (_gate) Abort(why);
        Dispatch();
    }

    /// <summary>Ends the run at once: nothing more is sent, what is under way is dropped. Only the first call returns anything.</summary>
    public AbandonedRows Abandon()
    {
        AbandonedRows rows;
        lock (_gate)
        {
            if (_isOver) return new AbandonedRows([], [], []);
            _isOver = true;
            _isComplete = true;
            var waiting = _queue.Drain();
            rows = new AbandonedRows(
                [.. _inFlight.Where(p => p.Row.IsUnresolved || !p.Request.IsRepeatable).Concat(waiting.Where(p => p.Row.IsUnresolved)).Select(p => p.Row.Ref)],
                [.. _neverSent.Concat(waiting.Where(p => !p.Row.IsUnresolved).Select(p => p.Row))],
                [.. _outcomes, .. _beingExplained]);
            _outcomes.Clear();
        }

        _cancel.Cancel();
        return rows;
    }

    /// <summary>Rows that were taken in and never sent, because the run could not go on.</summary>
    public IReadOnlyList<BulkRow> NeverSent
    {
        get
        {
            lock (_gate) return [.. _neverSent];
        }
    }

    public void Dispose()
    {
        Abandon();
        _permits.Dispose();
        _timer.Dispose();
        _cancel.Dispose();
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
                    Signal();
                    return;
                }

                _requestsInFlight++;
                _ledger.Send(rows.Count);
                foreach (var row in rows) _inFlight.Add(row);
            }

            // A task of its own: the first part of sending (the journal, JSON) must not run on the caller's thread.
            _ = Task.Run(() => SendAsync(rows));
        }
    }

    /// <summary>The rows of the next request, with a permit for each; null if nothing may go now. Runs inside the lock.</summary>
    private List<PendingRow>? Next(out TimeSpan? wakeAt)
    {
        var now = Now;
        _queue.Wake(now);
        wakeAt = _queue.NextDue;
        if (HasToWait(now, ref wakeAt))
        {
            // Whoever waits for a permit and wants none would keep it from the others.
            _permits.Withdraw();
            return null;
        }

        var rows = _queue.Take(_options.BatchSize, _isHeld, _permits.Acquire);
        if (rows.Count > 0) return rows;
        if (!_queue.WasRefused) _permits.Withdraw();
        return null;
    }

    /// <summary>Whether there is no row that should go now.</summary>
    private bool HasToWait(TimeSpan now, ref TimeSpan? wakeAt)
    {
        if (_queue.ReadyCount == 0 || _requestsInFlight >= _options.ThrottleLimit) return true;
        if (_isHeld && !_queue.AnyUnresolved) return true;

        // A part-filled batch waits a moment for more, but only while something else is under way.
        if (_queue.ReadyCount >= _options.BatchSize || _isComplete || _isHeld || _requestsInFlight == 0) return false;
        var until = _queue.OldestReadySince!.Value + _options.Linger;
        if (until <= now) return false;
        wakeAt = wakeAt < until ? wakeAt : until;
        return true;
    }

    private async Task SendAsync(List<PendingRow> rows)
    {
        var isSent = false;
        try
        {
            TellFirstTries(rows);
            isSent = true;
            var sentAt = _time.GetUtcNow();
            var sentTimestamp = Now;
            var reply = rows.Count == 1
                ? new BatchReply(null, [await _client.SendAsync(rows[0].Request, _log, _cancel.Token).ConfigureAwait(false)])
                : await _client.SendBatchAsync(rows.ConvertAll(r => r.Request), _log, _cancel.Token).ConfigureAwait(false);
            TellLimiter(reply.Items, sentTimestamp);
            lock (_gate)
            {
                for (var i = 0; i < rows.Count; i++) Handle(rows[i], reply.Items[i], sentAt, wholeEnvelope: reply.Envelope is not null);
                // What came back from under way goes no further either.
                if (_fatal is { } fatal) Abort(fatal);
                _requestsInFlight--;
            }
        }
        catch (Exception failure)
        {
            _permits.Lost(rows.Count);
            lock (_gate) Stop(rows, failure, isSent);
        }

        Dispatch();
    }

    private void TellFirstTries(List<PendingRow> rows)
    {
        if (Sending is null) return;
        var first = rows.Where(row => !row.WasSent).Select(row => row.Row).ToList();
        if (first.Count > 0) Sending(first);
        foreach (var row in rows) row.WasSent = true;
    }

    private void TellLimiter(IReadOnlyList<GraphReply> replies, TimeSpan sentAt)
    {
        var throttled = replies.Count(r => r.Meaning == ReplyMeaning.Throttled);
        var lost = replies.Count(r => r.Status == 0);
        var longest = replies.Where(r => r.Meaning == ReplyMeaning.Throttled && r.RetryAfter is not null).Select(r => r.RetryAfter).Max();
        if (lost > 0) _permits.Lost(lost);
        if (lost < replies.Count) _permits.Answered(sentAt, replies.Count - throttled - lost, throttled, longest, replies.Max(r => r.LimitUsed));
        if (throttled == 0) return;
        lock (_gate) _ledger.Throttle(throttled);
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

        if (reply.Status == 401) Abort(reply.ToError(pending.Row.Operation, pending.Row.User, pending.Row.Number));
        Step(pending, Judge(pending, reply, new ReplyContext(sentAt, _time.GetUtcNow(), _client.Clock, _retry)));
    }

    /// <summary>What a row cannot read is an answer that did not come: never an exception, which would end the run for all.</summary>
    private static RowStep Judge(PendingRow pending, GraphReply reply, ReplyContext context)
    {
        try
        {
            return pending.Row.OnReply(pending.Request, reply, context);
        }
        catch (Exception unreadable)
        {
            var lost = GraphReply.Lost(unreadable, reply.ClientRequestId).To(pending.Request);
            try
            {
                return pending.Row.OnReply(pending.Request, lost, context);
            }
            catch (Exception)
            {
                return RowStep.End(pending.Row.Fail(lost.ToError(pending.Row.Operation, pending.Row.User, pending.Row.Number)));
            }
        }
    }

    private void Step(PendingRow pending, RowStep step)
    {
        if (step.Outcome is { } outcome)
        {
            if (outcome.Ending == RowEnding.Failed && Explain is not null) BeginExplaining(outcome);
            else End(outcome);
            return;
        }

        if (!ReferenceEquals(step.Next, pending.Request)) pending.Begin(step.Next!);
        _queue.Return(pending, Now, Now + step.Delay);
    }

    private void BeginExplaining(RowOutcome outcome)
    {
        _beingExplained.Add(outcome);
        var token = _cancel.Token;
        _ = Task.Run(async () =>
        {
            var error = outcome.Error!;
            try
            {
                error = await Explain!(error, token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The row's own failure is what there is to tell.
            }

            lock (_gate)
            {
                _beingExplained.Remove(outcome);
                if (!_isOver) End(outcome with { Error = error });
            }

            Dispatch();
        });
    }

    private void End(RowOutcome outcome)
    {
        _ledger.End(outcome.Ending);
        _outcomes.Enqueue(outcome);
        Signal();
    }

    private void Signal()
    {
        if (_news.CurrentCount == 0) _news.Release();
    }

    /// <summary>
    /// The request could not be tried (no token, no journal), or failed in a way that nobody foresaw. That ends the run. What was on the
    /// wire by then may have been carried out.
    /// </summary>
    private void Stop(List<PendingRow> rows, Exception failure, bool isSent)
    {
        foreach (var row in rows)
        {
            _inFlight.Remove(row);
            _queue.Release(row);
        }

        _requestsInFlight--;
        if (_isOver) return;
        var told = failure as TapServiceException;
        var why = told?.Error
            ?? ErrorTable.Describe(TapErrorId.GraphError, $"The run ended because of an unexpected failure: {failure.GetType().Name}: {ForeignText.Of(failure)}") with { Cause = ForeignText.Strip(failure) };
        foreach (var row in rows)
        {
            if (told is null && isSent && !row.Request.ChangesNothing) End(Unknown(row.Row, why));
            else _queue.Return(row, Now, Now);
        }

        Abort(why);
    }

    /// <summary>Nothing more can be done: rows with an unclear outcome get their error, the others were never sent.</summary>
    private void Abort(TapError why)
    {
        _fatal ??= why;
        foreach (var row in _queue.Drain())
        {
            if (row.Row.IsUnresolved) End(Unknown(row.Row, why));
            else _neverSent.Add(row.Row);
        }

        _isComplete = true;
    }

    private static RowOutcome Unknown(BulkRow row, TapError why) => row.Fail(ErrorTable.Describe(
        TapErrorId.OutcomeUnknown, $"{row.Operation}: it is not known whether the service did it, and the run ended before that could be found out ({why.Reason}).", row.User, row.Number));

    private static TimeSpan AtLeastAMillisecond(TimeSpan wait) => wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait;
}

/// <summary>What an abandoned run leaves behind.</summary>
/// <param name="InDoubt">Rows whose request was under way or whose outcome was unclear: the service may have carried them out.</param>
/// <param name="NeverSent">Rows that were read, and for which nothing was done.</param>
/// <param name="NotTaken">Outcomes that the caller did not take.</param>
internal sealed record AbandonedRows(IReadOnlyList<RowRef> InDoubt, IReadOnlyList<BulkRow> NeverSent, IReadOnlyList<RowOutcome> NotTaken);
