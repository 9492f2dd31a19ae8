namespace TapModule.Core.Journal;

/// <summary>One row of a recorded run: everything that its lines told.</summary>
internal sealed class RecordedRow
{
    public required string User { get; init; }

    /// <summary>The row's number in the input; 0 for a user given by itself.</summary>
    public int Number { get; init; }

    public RecordedOutcome Outcome { get; set; } = RecordedOutcome.Sent;

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

    public string? GraphMessage { get; set; }

    public string? RequestId { get; set; }

    /// <summary>How the user's row ended in the last run of this journal that names the user; null if this is that run.</summary>
    public RecordedOutcome? Later { get; set; }
}
