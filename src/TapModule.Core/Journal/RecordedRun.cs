namespace TapModule.Core.Journal;

/// <summary>One run as its journal tells it.</summary>
internal sealed class RecordedRun
{
    public required RunHeader Header { get; init; }

    /// <summary>Its rows, in the order in which they were first named.</summary>
    public List<RecordedRow> Rows { get; } = [];

    /// <summary>The figures over time; the last is the "end" line's, if there is one.</summary>
    public List<RecordedPace> Pace { get; } = [];

    /// <summary>The ids of all passes that its journal recorded, of other runs too.</summary>
    public required ISet<string> KnownPassIds { get; init; }

    /// <summary>The last thing that it wrote.</summary>
    public DateTimeOffset LastLineAt { get; set; }

    /// <summary>Whether it wrote its "end" line.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Whether it is still writing, as far as the platform tells.</summary>
    public bool IsRunning { get; set; }

    /// <summary>When the next run of the journal began; null for the last one. Two runs cannot write one journal at a time.</summary>
    public DateTimeOffset? NextRunAt { get; set; }
}
