using TapModule.Core.Policy;

namespace TapModule;

/// <summary>A group that the policy includes or excludes.</summary>
public sealed class TapPolicyTarget
{
    internal TapPolicyTarget(PolicyTarget target, bool isIncluded)
    {
        Id = target.Id;
        DisplayName = target.DisplayName;
        TargetType = target.TargetType;
        IsRegistrationRequired = isIncluded ? target.IsRegistrationRequired : null;
    }

    /// <summary>The group's object id, or <c>all_users</c> for everybody.</summary>
    public string Id { get; }

    /// <summary>The group's name; null for everybody, and where it may not be read.</summary>
    public string? DisplayName { get; }

    /// <summary>Graph's word for what it is: <c>group</c>.</summary>
    public string TargetType { get; }

    /// <summary>Whether the members are to register the method; null for an excluded target, which has no such thing.</summary>
    public bool? IsRegistrationRequired { get; }

    /// <inheritdoc/>
    public override string ToString() => DisplayName is null ? Id : $"{DisplayName} ({Id})";

    internal static TapPolicyTarget[] From(IEnumerable<PolicyTarget>? targets, bool areIncluded) =>
        [.. (targets ?? []).Select(t => new TapPolicyTarget(t, areIncluded))];
}
