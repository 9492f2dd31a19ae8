using System.Text.Json;
using TapModule.Core.Text;

namespace TapModule.Core.Policy;

/// <summary>
/// The tenant's Temporary Access Pass policy as the service told it. Null means that it did not tell.
/// Source: temporaryAccessPassAuthenticationMethodConfiguration, Microsoft Graph v1.0.
/// </summary>
public sealed record PolicyDocument
{
    internal const string ODataType = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration";

    /// <summary><c>enabled</c> or <c>disabled</c>.</summary>
    public string? State { get; init; }

    /// <summary>The lifetime of a pass whose request names none.</summary>
    public int? DefaultLifetimeInMinutes { get; init; }

    /// <summary>The shortest lifetime that may be asked for, 10 to 43200.</summary>
    public int? MinimumLifetimeInMinutes { get; init; }

    /// <summary>The longest lifetime that may be asked for, 10 to 43200.</summary>
    public int? MaximumLifetimeInMinutes { get; init; }

    /// <summary>The number of characters of a pass, 8 to 48.</summary>
    public int? DefaultLength { get; init; }

    /// <summary>True if every new pass must be one-time.</summary>
    public bool? IsUsableOnce { get; init; }

    /// <summary>Whom the policy covers.</summary>
    public IReadOnlyList<PolicyTarget>? IncludeTargets { get; init; }

    /// <summary>Whom it leaves out, also where they are included.</summary>
    public IReadOnlyList<PolicyTarget>? ExcludeTargets { get; init; }

    /// <summary>Null if the answer is no object. Annotations are not read: their links point to beta even on v1.0.</summary>
    internal static PolicyDocument? Read(JsonElement json) => json.ValueKind != JsonValueKind.Object ? null : new PolicyDocument
    {
        State = json.Text("state"),
        DefaultLifetimeInMinutes = json.Number("defaultLifetimeInMinutes"),
        MinimumLifetimeInMinutes = json.Number("minimumLifetimeInMinutes"),
        MaximumLifetimeInMinutes = json.Number("maximumLifetimeInMinutes"),
        DefaultLength = json.Number("defaultLength"),
        IsUsableOnce = json.Flag("isUsableOnce"),
        IncludeTargets = PolicyTarget.ReadList(json, "includeTargets"),
        ExcludeTargets = PolicyTarget.ReadList(json, "excludeTargets"),
    };

    /// <summary>The same policy with names on those targets whose names are known.</summary>
    internal PolicyDocument Named(IReadOnlyDictionary<string, string> names) => this with
    {
        IncludeTargets = Named(IncludeTargets, names),
        ExcludeTargets = Named(ExcludeTargets, names),
    };

    private static IReadOnlyList<PolicyTarget>? Named(IReadOnlyList<PolicyTarget>? targets, IReadOnlyDictionary<string, string> names) =>
        targets is null ? null : [.. targets.Select(t => names.TryGetValue(t.Id, out var name) ? t with { DisplayName = name } : t)];
}
