namespace TapModule.Core.Journal;

/// <summary>How a row of a recorded run stands.</summary>
internal enum RecordedOutcome
{
    /// <summary>It was sent, and the run is still going on.</summary>
    Sent,

    /// <summary>Its pass was issued and reached somebody's output.</summary>
    Delivered,

    /// <summary>Its pass was issued and reached nobody.</summary>
    Undelivered,

    /// <summary>There was nothing to do.</summary>
    Skipped,

    /// <summary>No pass was issued.</summary>
    Failed,

    /// <summary>It was sent, and nothing tells what came of it: the user may hold a pass that nobody has.</summary>
    Unknown,
}
