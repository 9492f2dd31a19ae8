namespace TapModule.Core.Policy;

/// <summary>What somebody wants of the policy. What is null was not named and stays as it is.</summary>
public sealed record PolicyChange
{
    /// <summary><c>enabled</c> or <c>disabled</c>.</summary>
    public string? State { get; init; }

    /// <summary>Inside the bounds that result.</summary>
    public int? DefaultLifetimeInMinutes { get; init; }

    /// <summary>10 to 43200.</summary>
    public int? MinimumLifetimeInMinutes { get; init; }

    /// <summary>10 to 43200.</summary>
    public int? MaximumLifetimeInMinutes { get; init; }

    /// <summary>8 to 48.</summary>
    public int? DefaultLength { get; init; }

    /// <summary>True if every new pass is to be one-time.</summary>
    public bool? IsUsableOnce { get; init; }

    /// <summary>Whom the policy is to cover.</summary>
    public TargetChange? IncludeTargets { get; init; }

    /// <summary>Whom it is to leave out.</summary>
    public TargetChange? ExcludeTargets { get; init; }

    internal IEnumerable<TargetChange> TargetChanges => new[] { IncludeTargets, ExcludeTargets }.OfType<TargetChange>();

    internal PolicyChange Map(Func<WantedTarget, WantedTarget> map) => this with { IncludeTargets = IncludeTargets?.Map(map), ExcludeTargets = ExcludeTargets?.Map(map) };

    internal PolicyDocument ApplyTo(PolicyDocument current) => current with
    {
        State = State?.ToLowerInvariant() ?? current.State,
        DefaultLifetimeInMinutes = DefaultLifetimeInMinutes ?? current.DefaultLifetimeInMinutes,
        MinimumLifetimeInMinutes = MinimumLifetimeInMinutes ?? current.MinimumLifetimeInMinutes,
        MaximumLifetimeInMinutes = MaximumLifetimeInMinutes ?? current.MaximumLifetimeInMinutes,
        DefaultLength = DefaultLength ?? current.DefaultLength,
        IsUsableOnce = IsUsableOnce ?? current.IsUsableOnce,
        IncludeTargets = IncludeTargets?.ApplyTo(current.IncludeTargets, nameof(IncludeTargets)) ?? current.IncludeTargets,
        ExcludeTargets = ExcludeTargets?.ApplyTo(current.ExcludeTargets, nameof(ExcludeTargets)) ?? current.ExcludeTargets,
    };
}
