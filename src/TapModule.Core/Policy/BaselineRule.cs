namespace TapModule.Core.Policy;

/// <summary>One rule of a baseline.</summary>
/// <param name="Id">The rule's name at its source.</param>
/// <param name="Property">The policy's property that it looks at.</param>
/// <param name="Wanted">What it wants.</param>
/// <param name="Source">Where it is written.</param>
internal sealed record BaselineRule(string Id, PolicyProperty Property, object Wanted, string Source)
{
    /// <summary>Whether a list of targets only needs to hold the wanted one.</summary>
    public bool IsContained { get; init; }

    public PolicyDifference? Check(PolicyDocument policy)
    {
        var value = Property.Of(policy);
        var isMet = IsContained
            ? value is IReadOnlyList<PolicyTarget> targets && targets.Any(t => t.IsId((string)Wanted))
            : value is string text ? string.Equals(text, (string)Wanted, StringComparison.OrdinalIgnoreCase) : Wanted.Equals(value);
        return isMet ? null : new PolicyDifference(Property.Name, value, IsContained ? $"{Wanted} among them" : Wanted) { Rule = Id, Source = Source };
    }
}
