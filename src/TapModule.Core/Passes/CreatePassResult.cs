namespace TapModule.Core.Passes;

/// <summary>A pass that was issued, and what became of an earlier one.</summary>
/// <param name="Pass">The new pass, with its code.</param>
/// <param name="HadPass">True if the user is known to have had a live pass before; null if it was not looked at.</param>
internal sealed record CreatePassResult(PassRecord Pass, bool? HadPass);
