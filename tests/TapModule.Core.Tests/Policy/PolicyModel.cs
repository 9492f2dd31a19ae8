using System.Globalization;
using TapModule.Core.Policy;

namespace TapModule.Core.Tests.Policy;

/// <summary>What a policy is after named changes, said a second time and more simply, to hold Core against.</summary>
internal sealed class PolicyModel
{
    private static readonly string[] Lifetimes = ["defaultLifetimeInMinutes", "minimumLifetimeInMinutes", "maximumLifetimeInMinutes"];

    private PolicyModel(Dictionary<string, string> values) => Values = values;

    /// <summary>Each property's value as text; targets sorted.</summary>
    public Dictionary<string, string> Values { get; }

    public static PolicyModel Of(SandboxPolicy policy) => new(new()
    {
        ["state"] = policy.State == SandboxPolicyState.Enabled ? "enabled" : "disabled",
        ["defaultLifetimeInMinutes"] = Text(policy.DefaultLifetimeInMinutes),
        ["minimumLifetimeInMinutes"] = Text(policy.MinimumLifetimeInMinutes),
        ["maximumLifetimeInMinutes"] = Text(policy.MaximumLifetimeInMinutes),
        ["defaultLength"] = Text(policy.DefaultLength),
        ["isUsableOnce"] = Text(policy.IsUsableOnce),
        ["includeTargets"] = Text(policy.IncludeTargets.Select(t => t.Id)),
        ["excludeTargets"] = Text(policy.ExcludeTargets.Select(t => t.Id)),
    });

    /// <param name="change">The named changes.</param>
    /// <param name="idOf">The id of a group by its name; an id is its own.</param>
    /// <returns>The policy that should result; null if the changes must be refused.</returns>
    public PolicyModel? After(PolicyChange change, Func<string, string> idOf)
    {
        var after = new Dictionary<string, string>(Values);
        void Name(string property, object? value)
        {
            if (value is not null) after[property] = Text(value);
        }

        Name("state", change.State);
        Name("defaultLifetimeInMinutes", change.DefaultLifetimeInMinutes);
        Name("minimumLifetimeInMinutes", change.MinimumLifetimeInMinutes);
        Name("maximumLifetimeInMinutes", change.MaximumLifetimeInMinutes);
        Name("defaultLength", change.DefaultLength);
        Name("isUsableOnce", change.IsUsableOnce);
        Name("includeTargets", Targets("includeTargets", change.IncludeTargets, idOf));
        Name("excludeTargets", Targets("excludeTargets", change.ExcludeTargets, idOf));
        return IsGood(after) ? new PolicyModel(after) : null;
    }

    private static bool IsGood(Dictionary<string, string> values)
    {
        int Number(string name) => int.Parse(values[name], CultureInfo.InvariantCulture);
        return Lifetimes.All(name => Number(name) is >= 10 and <= 43200)
            && Number("defaultLength") is >= 8 and <= 48
            && Number("minimumLifetimeInMinutes") <= Number("defaultLifetimeInMinutes")
            && Number("defaultLifetimeInMinutes") <= Number("maximumLifetimeInMinutes");
    }

    private IEnumerable<string>? Targets(string property, TargetChange? change, Func<string, string> idOf)
    {
        if (change is null) return null;
        IEnumerable<string> Ids(IEnumerable<WantedTarget> wanted) => wanted.Select(w => idOf(w.Text));
        if (change.Replace is not null) return Ids(change.Replace);
        return Values[property].Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(Ids(change.Remove)).Union(Ids(change.Add));
    }

    private static string Text(object value) => value switch
    {
        IEnumerable<string> ids => string.Join(' ', ids.Distinct().Order(StringComparer.Ordinal)),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
