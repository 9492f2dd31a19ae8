namespace TapModule;

/// <summary>What became of a pass that was to be removed.</summary>
public enum TapRemovalOutcome
{
    /// <summary>It was there, and is gone.</summary>
    Removed,

    /// <summary>There was nothing to remove any more.</summary>
    AlreadyGone,

    /// <summary>The user has a pass, but not one that was meant.</summary>
    Kept,
}
