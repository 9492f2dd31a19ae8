using TapModule.Core.Errors;

namespace TapModule.Core.Bulk;

/// <summary>How a row ended.</summary>
internal enum RowEnding
{
    /// <summary>What was asked for was done; <see cref="RowOutcome.Result"/> holds it.</summary>
    Done,

    /// <summary>There was nothing to do, by the caller's own rule.</summary>
    Skipped,

    /// <summary>It was not done; <see cref="RowOutcome.Error"/> says why.</summary>
    Failed,
}

/// <summary>The one outcome of a row.</summary>
/// <param name="Row">Who it is.</param>
/// <param name="Ending">How it ended.</param>
internal sealed record RowOutcome(RowRef Row, RowEnding Ending)
{
    public object? Result { get; init; }

    public TapError? Error { get; init; }

    public string? RequestId { get; init; }

    public static RowOutcome Failed(RowRef row, TapError error) => new(row, RowEnding.Failed) { Error = error, RequestId = error.RequestId };
}
