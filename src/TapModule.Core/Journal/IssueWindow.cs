using TapModule.Core.Passes;

namespace TapModule.Core.Journal;

/// <summary>
/// Tells whether a pass can be the one that a row of a run left behind without an answer: created, by the service's clock, while
/// the run was at that row, and as the row asked for it. In doubt it says no. A lost pass that stays is known to nobody and ends
/// by itself; a pass taken away by mistake is somebody's.
/// <para>
/// The journal's times are of the machine that ran. How far the service's clock was from it, the delivered rows tell: each was
/// created after its "sent" line and before its "delivered" line. Without any, the clocks are taken to agree to a minute.
/// </para>
/// </summary>
internal sealed class IssueWindow
{
    /// <summary>
    /// How long after the run's last line a request of it may still be carried out. Short: whoever had to stop a run may start another
    /// one, with another journal, soon.
    /// </summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan AssumedSkew = TimeSpan.FromMinutes(1);

    /// <summary>The service's dates may be cut to whole seconds.</summary>
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(1);

    private readonly DateTimeOffset _until;
    private readonly TimeSpan _least;
    private readonly TimeSpan _most;
    private readonly ISet<string> _knownPassIds;

    private IssueWindow(ISet<string> knownPassIds, DateTimeOffset until, TimeSpan least, TimeSpan most)
    {
        _knownPassIds = knownPassIds;
        _until = until;
        _least = least;
        _most = most;
    }

    public static IssueWindow Of(RecordedRun run)
    {
        var until = run.LastLineAt + Aftermath;
        if (run.NextRunAt < until) until = run.NextRunAt.Value;

        TimeSpan least = TimeSpan.MinValue, most = TimeSpan.MaxValue;
        foreach (var row in run.Rows)
        {
            if (row is not { SentAt: { } sentAt, EndedAt: { } endedAt, CreatedDateTime: { } created }) continue;
            if (created - endedAt > least) least = created - endedAt;
            if (created + Cut - sentAt < most) most = created + Cut - sentAt;
        }

        // Bounds that contradict each other mean that a clock was set during the run.
        return least == TimeSpan.MinValue || least > most
            ? new IssueWindow(run.KnownPassIds, until, -AssumedSkew, AssumedSkew)
            : new IssueWindow(run.KnownPassIds, until, least, most);
    }

    /// <summary>Why the pass is not the row's; null if it can be no other.</summary>
    public string? WhyNot(RecordedRow row, PassRecord pass)
    {
        if (row.SentAt is not { } sentAt || pass.CreatedDateTime is not { } created) return "it cannot be told when it was created";
        if (_knownPassIds.Contains(pass.Id)) return "the journal knows it as another row's";
        if (created + Cut < sentAt + _least) return $"it was created at {created:u}, before the run asked for one";
        if (created > _until + _most) return $"it was created at {created:u}, after the run";
        if (row.LifetimeInMinutes is { } minutes && pass.LifetimeInMinutes != minutes) return "it has another lifetime than the run asked for";
        if (row.IsUsableOnce is { } once && pass.IsUsableOnce != once) return "it differs in IsUsableOnce from what the run asked for";
        return row.StartDateTime is { } start && pass.StartDateTime is { } begins && (begins - start).Duration() > TimeSpan.FromMinutes(1)
            ? "it has another start than the run asked for"
            : null;
    }
}
