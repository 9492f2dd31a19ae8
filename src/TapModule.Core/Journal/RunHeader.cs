namespace TapModule.Core.Journal;

/// <summary>Who began a run, where and with what: the first line of each run in a journal.</summary>
public sealed record RunHeader
{
    /// <summary>The run's id, to find it again in other records.</summary>
    public required Guid RunId { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The tenant's id; null if the token did not tell.</summary>
    public string? TenantId { get; init; }

    /// <summary>The cloud's name.</summary>
    public string? Cloud { get; init; }

    /// <summary>The signed-in person or application.</summary>
    public string? Operator { get; init; }

    /// <summary>The application's id.</summary>
    public string? ClientId { get; init; }

    /// <summary>The module's version.</summary>
    public string? Version { get; init; }
}
