using TapModule.Core.Errors;

namespace TapModule.Core.Policy;

/// <summary>
/// What the service is known to demand, checked before anything is sent, so that the error can say which value to change. Only rules
/// that a change touches are looked at: what is wrong already and left alone is the service's business.
/// Source: temporaryAccessPassAuthenticationMethodConfiguration, Microsoft Graph v1.0.
/// </summary>
internal static class PolicyRules
{
    public const int ShortestLifetime = 10;
    public const int LongestLifetime = 43200;
    public const int ShortestCode = 8;
    public const int LongestCode = 48;

    public static readonly string[] States = ["enabled", "disabled"];

    /// <summary>Checks the wishes by themselves.</summary>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.InvalidPolicy"/>.</exception>
    public static void Check(PolicyChange change)
    {
        if (change.State is { } state && !States.Contains(state, StringComparer.OrdinalIgnoreCase))
            throw PolicyErrors.Invalid($"State '{state}' is not known. It is enabled or disabled.");
        CheckRange(PolicyProperty.DefaultLifetimeInMinutes, change.DefaultLifetimeInMinutes, ShortestLifetime, LongestLifetime);
        CheckRange(PolicyProperty.MinimumLifetimeInMinutes, change.MinimumLifetimeInMinutes, ShortestLifetime, LongestLifetime);
        CheckRange(PolicyProperty.MaximumLifetimeInMinutes, change.MaximumLifetimeInMinutes, ShortestLifetime, LongestLifetime);
        CheckRange(PolicyProperty.DefaultLength, change.DefaultLength, ShortestCode, LongestCode);
        CheckTargets(PolicyProperty.IncludeTargets, change.IncludeTargets);
        CheckTargets(PolicyProperty.ExcludeTargets, change.ExcludeTargets);
        if (change.ExcludeTargets?.Wanted.Any(w => w.Id == PolicyTarget.AllUsers) == true)
            throw PolicyErrors.Invalid("all_users cannot be excluded.", "To shut everybody out, use -State disabled, or take all_users out of the included targets.");
    }

    /// <summary>Checks what would result.</summary>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.InvalidPolicy"/>.</exception>
    public static void Check(PolicyDocument before, PolicyDocument after)
    {
        if (PolicyProperty.Lifetimes.All(p => p.IsSame(before, after))) return;
        if (after is not { MinimumLifetimeInMinutes: { } least, MaximumLifetimeInMinutes: { } most, DefaultLifetimeInMinutes: { } usual }) return;
        if (least > most)
        {
            throw PolicyErrors.Invalid(
                $"MinimumLifetimeInMinutes {least}{Origin(PolicyProperty.MinimumLifetimeInMinutes, before, after)} would be above MaximumLifetimeInMinutes {most}{Origin(PolicyProperty.MaximumLifetimeInMinutes, before, after)}.",
                $"Give a -MinimumLifetimeInMinutes of at most {most}, or a -MaximumLifetimeInMinutes of at least {least}.");
        }

        if (usual >= least && usual <= most) return;
        var bound = usual < least ? PolicyProperty.MinimumLifetimeInMinutes : PolicyProperty.MaximumLifetimeInMinutes;
        throw PolicyErrors.Invalid(
            $"DefaultLifetimeInMinutes {usual}{Origin(PolicyProperty.DefaultLifetimeInMinutes, before, after)} would be {(usual < least ? "below" : "above")} {bound.Name} {bound.Of(after)}{Origin(bound, before, after)}.",
            $"Give a -DefaultLifetimeInMinutes from {least} to {most}, or other bounds.");
    }

    private static void CheckRange(PolicyProperty property, int? value, int least, int most)
    {
        if (value < least || value > most)
            throw PolicyErrors.Invalid($"{property.Name} {value} is out of range. It goes from {least} to {most}.", $"Give a value from {least} to {most}.");
    }

    private static void CheckTargets(PolicyProperty property, TargetChange? change)
    {
        if (change is null) return;
        if (change.Replace is not null && (change.Add.Count > 0 || change.Remove.Count > 0))
            throw PolicyErrors.Invalid($"{property.Name} cannot be replaced and added to or taken from at the same time.", "Name the whole collection, or what to add and remove.");
        if (change.Add.FirstOrDefault(a => change.Remove.Any(r => a.Id is null ? string.Equals(a.Text, r.Text, StringComparison.OrdinalIgnoreCase) : a.Id == r.Id)) is { } both)
            throw PolicyErrors.Invalid($"'{both.Text}' is to be added to {property.Name} and removed from it.", "Leave one of the two out.");
    }

    private static string Origin(PolicyProperty property, PolicyDocument before, PolicyDocument after) =>
        property.IsSame(before, after) ? " (the policy's present value)" : "";
}
