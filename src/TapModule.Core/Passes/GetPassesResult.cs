using TapModule.Core.Errors;

namespace TapModule.Core.Passes;

/// <summary>What was read of a user.</summary>
/// <param name="Passes">The passes; empty if there is none.</param>
/// <param name="Methods">The other methods; null if they were not asked for or could not be read.</param>
/// <param name="Refusal">Why the methods could not be read; null if they could, or were not asked for.</param>
internal sealed record GetPassesResult(IReadOnlyList<PassRecord> Passes, IReadOnlyList<MethodRecord>? Methods = null, TapError? Refusal = null);
