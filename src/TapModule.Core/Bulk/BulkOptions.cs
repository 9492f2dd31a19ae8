using TapModule.Core.Graph;

namespace TapModule.Core.Bulk;

/// <summary>How a bulk run is to be carried out.</summary>
internal sealed record BulkOptions
{
    /// <summary>Most requests in one $batch, 1 to 20. 1 sends plain requests only.</summary>
    public int BatchSize { get; init; } = BatchBody.MaxItems;

    /// <summary>Most HTTP requests in flight.</summary>
    public int ThrottleLimit { get; init; } = 16;

    /// <summary>Most requests a second, each item of a batch counted; null for what the service allows.</summary>
    public double? MaxRate { get; init; }

    /// <summary>How long a part-filled batch waits for more rows while other requests are in flight.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Most rows inside the engine; a caller that adds more must take outcomes first. Bounds the memory.</summary>
    public int Capacity => Math.Max(64, 2 * BatchSize * ThrottleLimit);
}
