using TapModule.Core.Errors;
using TapModule.Core.Passes;

namespace TapModule.Core.Runs;

/// <summary>The one outcome of a row: a pass, a reason to leave it alone, or an error.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="RowNumber">Its place in the input, counted from 1.</param>
public sealed record PassOutcome(PassRequest Request, int RowNumber)
{
    /// <summary>The pass, with its code; null if none was issued.</summary>
    public PassRecord? Pass { get; init; }

    /// <summary>Why there is none although nothing went wrong; null otherwise.</summary>
    public string? SkippedBecause { get; init; }

    /// <summary>What went wrong; null if nothing did.</summary>
    public TapError? Error { get; init; }
}

/// <summary>What was read of one user.</summary>
/// <param name="UserId">The user, as given.</param>
/// <param name="RowNumber">Its place in the input, counted from 1.</param>
public sealed record UserPasses(string UserId, int RowNumber)
{
    /// <summary>The passes, without their codes; empty if there is none, or if reading failed.</summary>
    public IReadOnlyList<PassRecord> Passes { get; init; } = [];

    /// <summary>Why they could not be read; null if they could.</summary>
    public TapError? Error { get; init; }
}
