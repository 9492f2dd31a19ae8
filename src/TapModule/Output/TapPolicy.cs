using TapModule.Core.Policy;

namespace TapModule;

/// <summary>
/// The tenant's Temporary Access Pass policy. As JSON it is a desired state: Set-TapPolicy and Test-TapPolicy take it back unchanged.
/// </summary>
public sealed class TapPolicy
{
    internal TapPolicy(PolicyDocument policy)
    {
        State = policy.State;
        DefaultLifetimeInMinutes = policy.DefaultLifetimeInMinutes;
        MinimumLifetimeInMinutes = policy.MinimumLifetimeInMinutes;
        MaximumLifetimeInMinutes = policy.MaximumLifetimeInMinutes;
        DefaultLength = policy.DefaultLength;
        IsUsableOnce = policy.IsUsableOnce;
        IncludeTargets = TapPolicyTarget.From(policy.IncludeTargets, areIncluded: true);
        ExcludeTargets = TapPolicyTarget.From(policy.ExcludeTargets, areIncluded: false);
    }

    /// <summary><c>enabled</c> or <c>disabled</c>. Graph's word and not an enumeration, which JSON would show as a number.</summary>
    public string? State { get; }

    /// <summary>The lifetime of a pass whose request names none.</summary>
    public int? DefaultLifetimeInMinutes { get; }

    /// <summary>The shortest lifetime that may be asked for.</summary>
    public int? MinimumLifetimeInMinutes { get; }

    /// <summary>The longest lifetime that may be asked for.</summary>
    public int? MaximumLifetimeInMinutes { get; }

    /// <summary>The number of characters of a pass.</summary>
    public int? DefaultLength { get; }

    /// <summary>True if every new pass must be one-time.</summary>
    public bool? IsUsableOnce { get; }

    /// <summary>Whom the policy covers.</summary>
    public TapPolicyTarget[] IncludeTargets { get; }

    /// <summary>Whom it leaves out, also where they are included.</summary>
    public TapPolicyTarget[] ExcludeTargets { get; }

    /// <inheritdoc/>
    public override string ToString() => $"Temporary Access Pass policy, {State}";
}
