namespace TapModule.Core.Policy;

/// <summary>What a change would do to the policy as it was read. Nothing was sent yet.</summary>
internal sealed class PolicyPlan
{
    public PolicyPlan(PolicyChange change, PolicyDocument before)
    {
        Change = change;
        Before = before;
        After = change.ApplyTo(before);
        Differences = PolicyDifference.Between(Before, After);
        Warnings = PolicyWarnings.For(Before, After);
    }

    /// <summary>The wishes, with every group's id.</summary>
    public PolicyChange Change { get; }

    public PolicyDocument Before { get; }

    public PolicyDocument After { get; }

    public IReadOnlyList<PolicyDifference> Differences { get; }

    /// <summary>What hurts about it, in sentences.</summary>
    public IReadOnlyList<string> Warnings { get; }

    public bool IsEmpty => Differences.Count == 0;

    /// <summary>The properties to send.</summary>
    public IEnumerable<PolicyProperty> Changed => PolicyProperty.All.Where(p => !p.IsSame(Before, After));

    /// <summary>The properties that the plan rests on: those it changes, and with a lifetime the two others that rules tie to it.</summary>
    public IEnumerable<PolicyProperty> Basis => Changed.Intersect(PolicyProperty.Lifetimes).Any() ? Changed.Union(PolicyProperty.Lifetimes) : Changed;
}
