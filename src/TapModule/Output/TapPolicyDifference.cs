using TapModule.Core.Policy;

namespace TapModule;

/// <summary>A property of the policy that is not as it should be.</summary>
public sealed class TapPolicyDifference
{
    private readonly PolicyDifference _difference;

    internal TapPolicyDifference(PolicyDifference difference) => _difference = difference;

    /// <summary>The property.</summary>
    public string Property => _difference.Property;

    /// <summary>What it is: text, number, Boolean, or the targets.</summary>
    public object? Current => Shown(_difference.Before);

    /// <summary>What it should be.</summary>
    public object? Desired => Shown(_difference.After);

    /// <summary>The baseline's rule; null where a desired state was given.</summary>
    public string? Rule => _difference.Rule;

    /// <summary>Where the rule is written.</summary>
    public string? Source => _difference.Source;

    /// <inheritdoc/>
    public override string ToString() => _difference.ToString();

    private object? Shown(object? value) =>
        value is IEnumerable<PolicyTarget> targets ? TapPolicyTarget.From(targets, Property == nameof(TapPolicy.IncludeTargets)) : value;
}
