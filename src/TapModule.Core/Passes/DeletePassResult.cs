namespace TapModule.Core.Passes;

/// <summary>What became of a pass that was to be removed.</summary>
internal enum Removal
{
    /// <summary>It was there, and is gone.</summary>
    Removed,

    /// <summary>There was nothing to remove any more: a success as well.</summary>
    AlreadyGone,

    /// <summary>The user has a pass, but not one that was meant.</summary>
    Kept,
}

/// <summary>What a removal found and did.</summary>
/// <param name="PassId">The pass concerned; null if the user had none.</param>
/// <param name="What">What became of it.</param>
/// <param name="Why">Why it was kept.</param>
internal sealed record DeletePassResult(string? PassId, Removal What, string? Why = null);
