namespace TapModule.Core.Journal;

/// <summary>One run as its journal tells it.</summary>
internal sealed class RecordedRun
{
    public required RunHeader Header { get; init; }

    /// <summary>Its rows, in the order in which they were first named.</summary>
    public List<RecordedRow> Rows { get; } = [];

    /// <summary>The figures over time; the last is the "end" line's, if there is one.</summary>
    public List<RecordedFigures> Figures { get; } = [];

    /// <summary>The ids of all passes that its journal recorded, of other runs too.</summary>
    public required ISet<string> KnownPassIds { get; init; }

    /// <summary>The last thing that it wrote.</summary>
    public DateTimeOffset LastLineAt { get; set; }

    /// <summary>Whether it wrote its "end" line.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Whether its whole input was read and settled; if not, there may be rows that it never saw. True while that cannot be told yet.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Whether it is still writing, as far as the platform tells.</summary>
    public bool IsRunning { get; set; }

    /// <summary>When the next run of the journal began; null for the last one. Two runs cannot write one journal at a time.</summary>
    public DateTimeOffset? NextRunAt { get; set; }
}

/// <summary>How a run stood at a moment: the figures of a "pace" or "end" line.</summary>
internal readonly record struct RecordedFigures(DateTimeOffset At, RunFigures Values);

/// <summary>One row of a recorded run: everything that its lines told.</summary>
internal sealed class RecordedRow
{
    public required string User { get; init; }

    /// <summary>The row's number in the input; 0 for a user given by itself.</summary>
    public int Number { get; init; }

    public TapRunOutcome Outcome { get; set; } = TapRunOutcome.Sent;

    /// <summary>When it was about to be sent; null for a row that ended without.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When its last line was written.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    public int? LifetimeInMinutes { get; init; }

    public DateTimeOffset? StartDateTime { get; init; }

    public bool? IsUsableOnce { get; init; }

    public string? PassId { get; set; }

    /// <summary>When the pass was created, by the service's clock.</summary>
    public DateTimeOffset? CreatedDateTime { get; set; }

    public DateTimeOffset? ExpirationDateTime { get; set; }

    public bool? HadPass { get; set; }

    /// <summary>Why it failed or was skipped.</summary>
    public string? Reason { get; set; }

    public int? Status { get; set; }

    public string? GraphCode { get; set; }

    /// <summary>The service's message; for a row that was refused before it was sent, ours.</summary>
    public string? GraphMessage { get; set; }

    public string? RequestId { get; set; }

    /// <summary>
    /// How the user's row ended in the last run of this journal that did something about the user; null if this run is that. A run that
    /// skipped the user, refused the row, or ended before it, did nothing.
    /// </summary>
    public TapRunOutcome? Later { get; set; }

    /// <summary>Whether the run did, or may have done, something about the user.</summary>
    public bool WasSent => SentAt is not null && Outcome != TapRunOutcome.NotSent;
}
