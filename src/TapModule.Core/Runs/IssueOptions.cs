namespace TapModule.Core.Runs;

/// <summary>How passes are to be issued.</summary>
public sealed record IssueOptions
{
    /// <summary>A file that records the run, never a pass. With the same file, a second run does what is left. Null for none.</summary>
    public string? JournalPath { get; init; }

    /// <summary>What to do for a user who has a live pass.</summary>
    public TapIfExists IfExists { get; init; }

    /// <summary>How long to wait, for each row, for an account that was made moments ago.</summary>
    public TimeSpan WaitForUser { get; init; }

    /// <summary>Most requests in one $batch, 1 to 20.</summary>
    public int BatchSize { get; init; } = 20;

    /// <summary>Most HTTP requests in flight.</summary>
    public int ThrottleLimit { get; init; } = 16;

    /// <summary>Most requests a second, each item of a batch counted; null for what the service allows.</summary>
    public double? MaxRate { get; init; }

    /// <summary>Nothing is to be sent: the journal is read, and not written.</summary>
    internal bool IsRehearsal { get; init; }
}
