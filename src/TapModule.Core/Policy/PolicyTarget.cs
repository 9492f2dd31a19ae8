using System.Text.Json;
using TapModule.Core.Graph;
using TapModule.Core.Text;

namespace TapModule.Core.Policy;

/// <summary>
/// A group that the policy includes or excludes. Source: authenticationMethodTarget and excludeTarget, Microsoft Graph v1.0.
/// </summary>
public sealed record PolicyTarget
{
    /// <summary>The reserved id that stands for everybody.</summary>
    public const string AllUsers = "all_users";

    /// <summary>The group's object id, or <see cref="AllUsers"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Graph's word for what it is; <c>group</c>. Old policies may still hold a <c>user</c>, which is kept as it is.</summary>
    public string TargetType { get; init; } = "group";

    /// <summary>Whether the members are to register the method. Excluded targets do not have it.</summary>
    public bool IsRegistrationRequired { get; init; }

    /// <summary>The group's name; null where it was not looked up or may not be read.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Whether it stands for everybody.</summary>
    public bool IsAllUsers => IsId(AllUsers);

    /// <inheritdoc/>
    public override string ToString() => DisplayName is null ? Id : $"{DisplayName} ({Id})";

    internal bool IsId(string id) => string.Equals(Id, id, StringComparison.OrdinalIgnoreCase);

    /// <summary>The targets of a collection; null if the answer does not hold it, or one of them cannot be read.</summary>
    internal static IReadOnlyList<PolicyTarget>? ReadList(JsonElement policy, string name)
    {
        if (policy.List(name) is not { } items) return null;
        var targets = new List<PolicyTarget>();
        foreach (var item in items)
        {
            // What cannot be read must not be lost when the collection is written back.
            if (item.Text("id") is not { } id || !GraphPath.IsSegment(id)) return null;
            targets.Add(new PolicyTarget { Id = id, TargetType = item.Text("targetType") ?? "group", IsRegistrationRequired = item.Flag("isRegistrationRequired") ?? false });
        }

        return targets;
    }

    /// <summary>Order has no meaning, and names are only for people.</summary>
    internal static bool AreSame(IReadOnlyList<PolicyTarget> some, IReadOnlyList<PolicyTarget> others) =>
        some.Count == others.Count && some.All(one => others.Any(other => other.IsId(one.Id) && other.IsRegistrationRequired == one.IsRegistrationRequired));
}
