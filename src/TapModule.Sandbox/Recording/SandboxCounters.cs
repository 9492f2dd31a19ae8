namespace TapModule.Sandbox.Recording;

/// <summary>What the simulated service counted, at one moment.</summary>
public sealed record SandboxCounters
{
    /// <summary>HTTP requests.</summary>
    public long Requests { get; init; }

    /// <summary>Plain requests and batch items, each of which the service judges by itself.</summary>
    public long Items { get; init; }

    /// <summary>Of these, how many were answered 429, those of a refused batch not included.</summary>
    public long ItemsRefused { get; init; }

    /// <summary>Batches that were answered 429 as a whole.</summary>
    public long EnvelopesRefused { get; init; }

    /// <summary>The most HTTP requests that were under way at the same time.</summary>
    public int MaxConcurrentRequests { get; init; }

    /// <summary>The most plain requests and batch items that were under way at the same time.</summary>
    public int MaxConcurrentItems { get; init; }

    /// <summary>The most of them for one and the same user. An item is under way until its whole batch is answered.</summary>
    public int MaxConcurrentItemsPerUser { get; init; }
}
