namespace TapModule;

/// <summary>How a row of a recorded run stands.</summary>
public enum TapRunOutcome
{
    /// <summary>It was sent, and the run is still going on.</summary>
    Sent,

    /// <summary>Its pass was issued and reached somebody's output.</summary>
    Delivered,

    /// <summary>Its pass was issued and reached nobody. The user needs a new one.</summary>
    Undelivered,

    /// <summary>There was nothing to do.</summary>
    Skipped,

    /// <summary>No pass was issued; Reason says why.</summary>
    Failed,

    /// <summary>It was read, and the run ended before it could be sent. The user needs a pass.</summary>
    NotSent,

    /// <summary>It was sent, and nothing tells what came of it: the user may hold a pass that nobody has, and needs a new one.</summary>
    Unknown,
}
