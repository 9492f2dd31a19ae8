namespace TapModule.Core.Passes;

/// <summary>What a removal found and did.</summary>
/// <param name="PassId">The pass concerned; null if the user had none.</param>
/// <param name="What">What became of it.</param>
/// <param name="Why">Why it was kept.</param>
internal sealed record DeletePassResult(string? PassId, TapRemovalOutcome What, string? Why = null);
