namespace TapModule.Core.Bulk;

/// <summary>Figures of a run, for progress and summaries.</summary>
/// <param name="Added">Rows taken in.</param>
/// <param name="Done">Rows that ended well.</param>
/// <param name="Skipped">Rows with nothing to do.</param>
/// <param name="Failed">Rows that failed.</param>
/// <param name="InFlight">Rows whose request is under way.</param>
/// <param name="Sent">Requests sent, each item of a batch counted.</param>
/// <param name="Refused">Of these, refused because of a limit.</param>
/// <param name="Elapsed">Since the first row.</param>
/// <param name="Pace">What the pace is at.</param>
internal readonly record struct RunCounts(
    long Added, long Done, long Skipped, long Failed, int InFlight, long Sent, long Refused, TimeSpan Elapsed, PaceState Pace)
{
    public long Ended => Done + Skipped + Failed;
}
