using System.Globalization;
using TapModule.Core.Journal;

namespace TapModule;

/// <summary>
/// One run as its journal tells it: what was issued, failed, or is unknown. Piped into <c>Get-TapPass</c>, <c>New-TapPass</c> or
/// <c>Remove-TapPass</c> it stands for its rows.
/// </summary>
public sealed class TapRun
{
    private readonly TapRunRow[] _rows;

    internal TapRun(string path, RecordedRun record)
    {
        Path = path;
        Record = record;
        State = record.IsRunning ? TapRunState.Running : record.IsComplete ? TapRunState.Ended : TapRunState.Interrupted;
        _rows = [.. record.Rows.Select(row => new TapRunRow(this, row))];
        Pace = [.. record.Figures.Select(TapRunPace.Of)];
        Window = IssueWindow.Of(record);
    }

    /// <summary>The journal.</summary>
    public string Path { get; }

    /// <summary>The run's id.</summary>
    public Guid RunId => Record.Header.RunId;

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt => Record.Header.StartedAt;

    /// <summary>When it ended in order; null if it did not, or not yet.</summary>
    public DateTimeOffset? EndedAt => State == TapRunState.Ended ? Record.LastLineAt : null;

    /// <summary>How long it ran: to its end, or to the last thing that it wrote.</summary>
    public TimeSpan Duration => Record.LastLineAt - StartedAt;

    /// <summary>How it ended.</summary>
    public TapRunState State { get; }

    /// <summary>Rows that it read, as far as recorded: those that were sent, skipped, refused, or not reached any more.</summary>
    public int Rows => _rows.Length;

    /// <summary>Whether it read its whole input and settled each row. If not, there may be rows that it never saw, which only the list itself can tell.</summary>
    public bool IsComplete => Record.IsComplete;

    /// <summary>Rows that it read, and ended before it could send them.</summary>
    public int NotSent => Count(TapRunOutcome.NotSent);

    /// <summary>Passes that reached somebody's output.</summary>
    public int Delivered => Count(TapRunOutcome.Delivered);

    /// <summary>Passes that were issued and reached nobody.</summary>
    public int Undelivered => Count(TapRunOutcome.Undelivered);

    /// <summary>Rows with nothing to do.</summary>
    public int Skipped => Count(TapRunOutcome.Skipped);

    /// <summary>Rows that failed.</summary>
    public int Failed => Count(TapRunOutcome.Failed);

    /// <summary>Rows of which it is not known whether a pass was issued; while it runs, those under way too.</summary>
    public int Unknown => Count(TapRunOutcome.Unknown) + Count(TapRunOutcome.Sent);

    /// <summary>Passes issued a second, from start to end.</summary>
    public double RatePerSecond => Duration.TotalSeconds > 0 ? Math.Round((Delivered + Undelivered) / Duration.TotalSeconds, 2) : 0;

    /// <summary>Requests sent, each item of a batch counted, as far as recorded; null if that was not.</summary>
    public long? Requests => Pace.Count > 0 ? Pace[Pace.Count - 1].Requests : null;

    /// <summary>Of these, throttled.</summary>
    public long? Throttled => Pace.Count > 0 ? Pace[Pace.Count - 1].Throttled : null;

    /// <summary>The signed-in person or application.</summary>
    public string? Operator => Record.Header.Operator;

    /// <summary>The application's id.</summary>
    public string? ClientId => Record.Header.ClientId;

    /// <summary>The tenant's id.</summary>
    public string? TenantId => Record.Header.TenantId;

    /// <summary>The cloud.</summary>
    public string? Cloud => Record.Header.Cloud;

    /// <summary>The version of the module that ran.</summary>
    public string? ModuleVersion => Record.Header.Version;

    /// <summary>The figures over time.</summary>
    public IReadOnlyList<TapRunPace> Pace { get; }

    internal RecordedRun Record { get; }

    internal IssueWindow Window { get; }

    /// <summary>The rows, in the order in which they were sent; what <c>-Detail</c> puts out.</summary>
    public IReadOnlyList<TapRunRow> GetRows() => _rows;

    /// <inheritdoc/>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture, "Run of {0:yyyy-MM-dd HH:mm} ({1}): {2} delivered, {3} failed, {4} unknown", StartedAt.LocalDateTime, State, Delivered, Failed, Unknown + Undelivered);

    private int Count(TapRunOutcome outcome) => _rows.Count(r => r.Outcome == outcome);
}
