using System.Globalization;

namespace TapModule.Core.Policy;

/// <summary>A property that two states of the policy have differently.</summary>
/// <param name="Property">Its name.</param>
/// <param name="Before">What it is.</param>
/// <param name="After">What it is to be, or became.</param>
public sealed record PolicyDifference(string Property, object? Before, object? After)
{
    /// <summary>The baseline's rule that is not met; null where no baseline was asked for.</summary>
    public string? Rule { get; init; }

    /// <summary>Where the rule is written.</summary>
    public string? Source { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Property}: {Show(Before)} -> {Show(After)}";

    /// <summary>A value in one line, for people.</summary>
    /// <param name="value">A property's value.</param>
    public static string Show(object? value) => value switch
    {
        null => "(not set)",
        IEnumerable<PolicyTarget> targets => string.Join(", ", targets) is { Length: > 0 } list ? list : "(nobody)",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    internal static IReadOnlyList<PolicyDifference> Between(PolicyDocument before, PolicyDocument after) =>
        [.. from property in PolicyProperty.All where !property.IsSame(before, after) select new PolicyDifference(property.Name, property.Of(before), property.Of(after))];
}
