using TapModule.Core.Bulk;

namespace TapModule.Core.Runs;

/// <summary>How a run ended.</summary>
/// <param name="Counts">The figures.</param>
/// <param name="IsComplete">Whether the whole input was read and each of its rows came to an outcome that the caller took.</param>
internal sealed record RunSummary(RunCounts Counts, bool IsComplete)
{
    /// <summary>The users who hold, or may hold, a pass that is not known to have reached anybody: all of them.</summary>
    public IReadOnlyList<RowRef> InDoubt { get; init; } = [];

    /// <summary>Rows that were read, and for which nothing was done.</summary>
    public IReadOnlyList<BulkRow> NeverSent { get; init; } = [];
}
