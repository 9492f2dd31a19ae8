using TapModule.Core.Throttling;

namespace TapModule.Core.Bulk;

/// <summary>Figures of a run, for progress and summaries.</summary>
/// <param name="Added">Rows taken in.</param>
/// <param name="Done">Rows that ended well.</param>
/// <param name="Skipped">Rows with nothing to do.</param>
/// <param name="Failed">Rows that failed.</param>
/// <param name="InFlight">Rows whose request is under way.</param>
/// <param name="Sent">Requests sent, each item of a batch counted.</param>
/// <param name="Throttled">Of these, refused because of a limit, and sent again later.</param>
/// <param name="Elapsed">Since the first row.</param>
/// <param name="Limiter">What the rate limiter is at.</param>
internal readonly record struct RunCounts(
    long Added, long Done, long Skipped, long Failed, int InFlight, long Sent, long Throttled, TimeSpan Elapsed, RateState Limiter)
{
    public long Ended => Done + Skipped + Failed;
}

/// <summary>Counts what becomes of a run's rows. The run's lock guards it.</summary>
internal sealed class RunLedger
{
    private long _done;
    private long _skipped;
    private long _failed;
    private long _sent;
    private long _throttled;

    /// <summary>Rows taken in.</summary>
    public long Added { get; private set; }

    /// <summary>Outcomes that the caller took.</summary>
    public long Taken { get; private set; }

    /// <summary>Rows that are inside, or whose outcome is.</summary>
    public long Inside => Added - Taken;

    /// <summary>Rows that have no outcome.</summary>
    public long Open => Added - _done - _skipped - _failed;

    public void Add() => Added++;

    public void Take() => Taken++;

    public void Send(int items) => _sent += items;

    public void Throttle(int items) => _throttled += items;

    public void End(RowEnding ending)
    {
        if (ending == RowEnding.Done) _done++;
        else if (ending == RowEnding.Skipped) _skipped++;
        else _failed++;
    }

    public RunCounts Counts(int inFlight, TimeSpan elapsed, RateState limiter) => new(Added, _done, _skipped, _failed, inFlight, _sent, _throttled, elapsed, limiter);
}
