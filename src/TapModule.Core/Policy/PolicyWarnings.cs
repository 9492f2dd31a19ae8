namespace TapModule.Core.Policy;

/// <summary>What a change does to people that its name does not say. Source: Microsoft Entra documentation, "Configure Temporary Access Pass".</summary>
internal static class PolicyWarnings
{
    public static IReadOnlyList<string> For(PolicyDocument before, PolicyDocument after) => [.. Find(before, after)];

    private static IEnumerable<string> Find(PolicyDocument before, PolicyDocument after)
    {
        if (before.IsUsableOnce == false && after.IsUsableOnce == true)
            yield return "Passes that were issued for multiple use cannot be used any more once the policy demands one-time passes. Their users need new ones.";
        if (!IsDisabled(before) && IsDisabled(after))
            yield return "With the method disabled, passes that were issued already cannot be used, and nobody can be given a new one.";
        var had = before.IncludeTargets ?? [];
        var has = after.IncludeTargets ?? [];
        var hadAll = had.Any(t => t.IsAllUsers);
        var hasAll = has.Any(t => t.IsAllUsers);
        if (had.Count > 0 && has.Count == 0)
            yield return "No included target is left: the policy covers nobody, and passes that were issued already cannot be used.";
        else if (hadAll && !hasAll)
            yield return "With all_users removed, only members of the included groups can be given a pass, and passes that others hold already cannot be used.";
        if (hasAll && has.Any(t => !t.IsAllUsers && !had.Any(h => h.IsId(t.Id))))
            yield return "all_users is among the included targets, so a group beside it makes no difference.";
        foreach (var target in has.Where(t => (after.ExcludeTargets ?? []).Any(e => e.IsId(t.Id)) && !((before.ExcludeTargets ?? []).Any(e => e.IsId(t.Id)) && had.Any(h => h.IsId(t.Id)))))
            yield return $"{target} is both included and excluded. Exclusion wins.";
    }

    private static bool IsDisabled(PolicyDocument policy) => string.Equals(policy.State, "disabled", StringComparison.OrdinalIgnoreCase);
}
