using System.Collections.Concurrent;
using TapModule.Core.Bulk;
using TapModule.Core.Connections;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;

namespace TapModule.Core.Runs;

/// <summary>
/// The life of one run, whoever drives it: feed, hold back before the first error, record, end. One thread drives: it adds rows and takes
/// steps. Requests, and finding out what a refusal means, are on others. Nothing here knows PowerShell, parameters or prompts.
/// <para>
/// Objects come before errors, and before the <i>first</i> error everything in flight is brought to its end and put out: under
/// <c>-ErrorAction Stop</c> nothing can be put out after it. A caller that comes back after an error has shown that errors do not end it,
/// and later ones need no such pause. Warnings are held to the same rule, by themselves.
/// </para>
/// </summary>
internal sealed class RunDriver : IDisposable
{
    /// <summary>Failures that wait while results keep coming.</summary>
    private const int MostHeld = 64;

    private readonly BulkRun _engine;
    private readonly IDisposable _place;
    private readonly Queue<RunStep> _held = new();
    private readonly ConcurrentQueue<string> _warnings = new();
    private readonly HashSet<Type> _harmless = [];
    private readonly IRunRecord? _record;
    private RunStep? _given;
    private bool _hasRecordFailed;
    private bool _isInputComplete;
    private RunSummary? _summary;

    /// <param name="connection">The tenant.</param>
    /// <param name="lane">The limit that the requests draw on.</param>
    /// <param name="options">How to carry the run out.</param>
    /// <param name="explain">Finds out more about a failure than its answer tells; null for nothing.</param>
    /// <param name="record">What remembers the run, and is closed with it; null for nothing.</param>
    /// <param name="log">For remarks.</param>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.NotConnected"/>: the connection is closed.</exception>
    public RunDriver(GraphConnection connection, Lane lane, BulkOptions options, RefusalExplainer? explain, IRunRecord? record, ITapLog log)
    {
        _record = record;
        Log = new WarningHolder(log, _warnings.Enqueue);
        _engine = new BulkRun(connection.Client, connection.Lanes[lane], connection.Retries, options, Log)
        {
            Sending = record is null ? null : record.Sending,
            Explain = explain is null ? null : explain.ExplainAsync,
        };
        try
        {
            _place = connection.Enter(_engine.Fail);
        }
        catch
        {
            _engine.Dispose();
            record?.Dispose();
            throw;
        }
    }

    /// <summary>Where remarks about the run go: warnings become steps.</summary>
    public ITapLog Log { get; }

    public RunCounts Counts => _engine.Counts;

    /// <summary>Whether <see cref="Complete"/> was called.</summary>
    public bool IsInputComplete => _isInputComplete;

    /// <summary>Whether nothing more can be done. What is under way still comes.</summary>
    public bool IsFaulted => _engine.Fatal is not null;

    /// <summary>Whether an error or warning waits for what is under way to come to its end. No row is taken in until it was told.</summary>
    public bool IsDraining => _held.Count > 0 && !_harmless.Contains(_held.Peek().GetType());

    /// <summary>Adds a row; false if a step must be taken first.</summary>
    public bool TryAdd(BulkRow row)
    {
        Accept();
        return !IsDraining && _engine.TryAdd(row);
    }

    /// <summary>Takes in a row that ends without a request: it is counted, recorded and told like the others.</summary>
    public void Settle(RowOutcome outcome)
    {
        Accept();
        _engine.Settle(outcome);
    }

    /// <summary>No more rows will come.</summary>
    public void Complete()
    {
        Accept();
        _isInputComplete = true;
        _engine.Complete();
    }

    /// <summary>Takes the next step, waiting for one up to the given time.</summary>
    /// <returns>False if there was none.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public bool TryTake(TimeSpan wait, CancellationToken stop, out RunStep step)
    {
        Accept();
        for (var until = Environment.TickCount + (int)wait.TotalMilliseconds; ;)
        {
            stop.ThrowIfCancellationRequested();
            if (Next() is { } next)
            {
                step = next;
                return true;
            }

            var left = until - Environment.TickCount;
            if (left > 0 && _engine.WaitForNews(TimeSpan.FromMilliseconds(left), stop)) continue;
            step = null!;
            return false;
        }
    }

    /// <summary>Takes the next step when it comes.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async ValueTask<RunStep> TakeAsync(CancellationToken stop)
    {
        Accept();
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            if (Next() is { } next) return next;
            await _engine.WaitForNewsAsync(stop).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Ends the run at once, if it has not ended: nothing more is sent, what is under way is let go, and the record is told what became of
    /// everything. Never throws; the second call returns what the first did.
    /// </summary>
    public RunSummary Abandon()
    {
        if (_summary is not null) return _summary;
        var rows = _engine.Abandon();
        var given = _given is RunStep.Write write ? [write.Outcome] : Array.Empty<RowOutcome>();
        var lost = given.Concat(rows.NotTaken.Where(outcome => outcome.Ending != RowEnding.Failed)).ToList();
        _summary = new RunSummary(Counts, IsComplete: false)
        {
            InDoubt = [.. lost.Where(outcome => outcome.Ending == RowEnding.Done).Select(outcome => outcome.Row), .. rows.InDoubt],
            NeverSent = rows.NeverSent,
        };
        TryRecord(record =>
        {
            foreach (var outcome in lost) record.Settled(outcome, Settlement.NotAccepted, _summary.Counts);
            foreach (var failed in rows.NotTaken.Where(outcome => outcome.Ending == RowEnding.Failed)) record.Settled(failed, Settlement.Failed, _summary.Counts);
            record.Ended(_summary);
        });
        return _summary;
    }

    /// <summary>The one ending that always comes. Never throws.</summary>
    public void Dispose()
    {
        try
        {
            Abandon();
        }
        finally
        {
            _record?.Dispose();
            _engine.Dispose();
            _place.Dispose();
        }
    }

    /// <summary>The caller came back: what it was given last is done.</summary>
    private void Accept()
    {
        var given = _given;
        _given = null;
        if (given is RunStep.Write write) TryRecord(record => record.Settled(write.Outcome, Settlement.Accepted, Counts));
        if (given is not (RunStep.Tell or RunStep.Warn)) return;
        _harmless.Add(given.GetType());
        if (!IsDraining) _engine.Resume();
    }

    private RunStep? Next()
    {
        if (_summary is not null) throw new InvalidOperationException("The run has ended.");
        while (_warnings.TryDequeue(out var warning)) _held.Enqueue(new RunStep.Warn(warning));
        while ((IsDraining || _held.Count < MostHeld) && _engine.TryTake(out var outcome))
        {
            if (outcome.Ending != RowEnding.Failed) return _given = new RunStep.Write(outcome);
            TryRecord(record => record.Settled(outcome, Settlement.Failed, Counts));
            _held.Enqueue(new RunStep.Tell(outcome));
        }

        if (_held.Count > 0)
        {
            if (!IsDraining) return _given = _held.Dequeue();
            _engine.Hold();
            return _engine.IsQuiet ? _given = _held.Dequeue() : null;
        }

        return _engine.IsFinished ? End() : null;
    }

    private RunStep.End End()
    {
        var neverSent = _engine.NeverSent;
        var summary = new RunSummary(Counts, _isInputComplete && neverSent.Count == 0) { NeverSent = neverSent };
        TryRecord(record => record.Ended(summary));
        _summary = summary;
        return new RunStep.End(summary, _engine.Fatal);
    }

    /// <summary>A record that cannot be written any more ends the run, but in order: what is in flight is still brought to its end and put out.</summary>
    private void TryRecord(Action<IRunRecord> write)
    {
        if (_record is null || _hasRecordFailed) return;
        try
        {
            write(_record);
        }
        catch (TapServiceException failure)
        {
            _hasRecordFailed = true;
            _engine.Fail(failure.Error);
        }
    }

    private sealed class WarningHolder(ITapLog log, Action<string> hold) : ITapLog
    {
        public void Verbose(string message) => log.Verbose(message);

        public void Debug(string message) => log.Debug(message);

        public void Warning(string message) => hold(message);
    }
}
