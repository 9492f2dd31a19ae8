using System.Text.Json;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Routes;

/// <summary>Reads the body of a policy update and judges the outcome.</summary>
internal static class PolicyPatch
{
    public const string Type = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration";
    public const string Id = "TemporaryAccessPass";
    private const int ShortestLifetime = 10;
    private const int LongestLifetime = 43200;

    public static SandboxPolicy Apply(SandboxPolicy policy, JsonElement body, bool recalculate)
    {
        if (!body.TryGetProperty("@odata.type", out var type) || type.ValueKind != JsonValueKind.String || !type.ValueEquals(Type))
        {
            throw Invalid($"The request body must hold @odata.type with the value {Type}.");
        }

        foreach (var property in body.EnumerateObject()) policy = Apply(policy, property.Name, property.Value);
        if (recalculate && policy.MinimumLifetimeInMinutes <= policy.MaximumLifetimeInMinutes)
        {
            var atMost = Math.Min(policy.DefaultLifetimeInMinutes, policy.MaximumLifetimeInMinutes);
            policy = policy with { DefaultLifetimeInMinutes = Math.Max(policy.MinimumLifetimeInMinutes, atMost) };
        }

        var (least, most) = (policy.MinimumLifetimeInMinutes, policy.MaximumLifetimeInMinutes);
        CheckRange("minimumLifetimeInMinutes", least, ShortestLifetime, LongestLifetime);
        CheckRange("maximumLifetimeInMinutes", most, least, LongestLifetime);
        CheckRange("defaultLifetimeInMinutes", policy.DefaultLifetimeInMinutes, least, most);
        CheckRange("defaultLength", policy.DefaultLength, 8, 48);
        return policy;
    }

    private static SandboxPolicy Apply(SandboxPolicy policy, string name, JsonElement value) => name switch
    {
        "state" => policy with { State = ReadState(value) },
        "defaultLifetimeInMinutes" => policy with { DefaultLifetimeInMinutes = ReadNumber(name, value) },
        "defaultLength" => policy with { DefaultLength = ReadNumber(name, value) },
        "minimumLifetimeInMinutes" => policy with { MinimumLifetimeInMinutes = ReadNumber(name, value) },
        "maximumLifetimeInMinutes" => policy with { MaximumLifetimeInMinutes = ReadNumber(name, value) },
        "isUsableOnce" => policy with { IsUsableOnce = value.ReadBoolean(name) ?? throw JsonReading.Invalid(name, "Edm.Boolean") },
        "includeTargets" => policy with { IncludeTargets = ReadTargets(name, value, areIncluded: true) },
        "excludeTargets" => policy with { ExcludeTargets = ReadTargets(name, value, areIncluded: false) },
        "id" when value.ValueKind == JsonValueKind.String && value.ValueEquals(Id) => policy,
        _ when name.Contains('@') => policy,
        _ => throw Invalid($"The property '{name}' cannot be set on type '{Type.TrimStart('#')}'."),
    };

    private static int ReadNumber(string name, JsonElement value) => value.ReadInt32(name) ?? throw JsonReading.Invalid(name, "Edm.Int32");

    private static SandboxPolicyState ReadState(JsonElement value) => value.ReadString("state") switch
    {
        "enabled" => SandboxPolicyState.Enabled,
        "disabled" => SandboxPolicyState.Disabled,
        _ => throw JsonReading.Invalid("state", "microsoft.graph.authenticationMethodState"),
    };

    private static List<SandboxTarget> ReadTargets(string name, JsonElement value, bool areIncluded)
    {
        if (value.ValueKind != JsonValueKind.Array) throw JsonReading.Invalid(name, "a collection");
        return [.. value.EnumerateArray().Select(target => ReadTarget(name, target, areIncluded))];
    }

    private static SandboxTarget ReadTarget(string collection, JsonElement target, bool isIncluded)
    {
        if (target.ValueKind != JsonValueKind.Object) throw JsonReading.Invalid(collection, "a collection of objects");
        string? id = null;
        string? targetType = null;
        var isRegistrationRequired = false;
        foreach (var property in target.EnumerateObject())
        {
            switch (property.Name)
            {
                case "id":
                    id = property.Value.ReadString("id");
                    break;
                case "targetType":
                    targetType = property.Value.ReadString("targetType");
                    break;
                case "isRegistrationRequired" when isIncluded:
                    isRegistrationRequired = property.Value.ReadBoolean("isRegistrationRequired") ?? false;
                    break;
                case var annotation when annotation.Contains('@'):
                    break;
                default:
                    throw Invalid($"The property '{property.Name}' does not exist on the items of {collection}.");
            }
        }

        if (targetType != "group") throw Invalid($"{collection}: targetType must be 'group'. Targeting users is not supported.");
        if (!Guid.TryParse(id, out _) && !(isIncluded && id == SandboxTarget.AllUsers))
        {
            throw Invalid($"{collection}: '{id}' is not the id of a group.");
        }

        return new(id!, isRegistrationRequired);
    }

    private static void CheckRange(string name, int value, int least, int most)
    {
        if (value >= least && value <= most) return;
        throw Invalid(FormattableString.Invariant($"Invalid {name} specified: {value}. The valid range is between {least} and {most}."));
    }

    private static GraphErrorException Invalid(string message) => new(400, "badRequest", message);
}
