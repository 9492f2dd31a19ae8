using System.Text.Json;

namespace TapModule.Core.Passes;

/// <summary>A sign-in method that a user has registered. Source: authenticationMethod, Microsoft Graph v1.0.</summary>
/// <param name="Kind">Graph's type without its ending: password, phone, fido2, microsoftAuthenticator and so on.</param>
/// <param name="Id">The method's id.</param>
/// <param name="CreatedDateTime">When it was registered; null where the service does not tell.</param>
/// <param name="DisplayName">The name that the user, or the device, gave it.</param>
internal sealed record MethodRecord(string Kind, string Id, DateTimeOffset? CreatedDateTime, string? DisplayName)
{
    private const string TypePrefix = "#microsoft.graph.";
    private const string TypeSuffix = "AuthenticationMethod";

    /// <summary>The methods of a list answer, passes left out; null if it is no list.</summary>
    public static List<MethodRecord>? ReadList(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("value", out var items) || items.ValueKind != JsonValueKind.Array) return null;
        var methods = new List<MethodRecord>();
        foreach (var item in items.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object))
        {
            var kind = KindOf(Text(item, "@odata.type") ?? "");
            if (string.Equals(kind, "temporaryAccessPass", StringComparison.OrdinalIgnoreCase)) continue;
            var created = item.TryGetProperty("createdDateTime", out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var date) ? date : (DateTimeOffset?)null;
            methods.Add(new MethodRecord(kind, Text(item, "id") ?? "", created, Text(item, "displayName")));
        }

        return methods;
    }

    private static string KindOf(string type)
    {
        if (type.StartsWith(TypePrefix, StringComparison.OrdinalIgnoreCase)) type = type.Substring(TypePrefix.Length);
        return type.EndsWith(TypeSuffix, StringComparison.OrdinalIgnoreCase) ? type.Substring(0, type.Length - TypeSuffix.Length) : type;
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
