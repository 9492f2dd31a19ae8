using System.Text.Json;
using TapModule.Core.Text;

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
        if (json.List("value") is not { } items) return null;
        var methods = new List<MethodRecord>();
        foreach (var item in items.Where(i => i.ValueKind == JsonValueKind.Object))
        {
            var kind = KindOf(item.Text("@odata.type") ?? "");
            if (string.Equals(kind, "temporaryAccessPass", StringComparison.OrdinalIgnoreCase)) continue;
            methods.Add(new MethodRecord(kind, item.Text("id") ?? "", item.Date("createdDateTime"), item.Text("displayName")));
        }

        return methods;
    }

    private static string KindOf(string type)
    {
        if (type.StartsWith(TypePrefix, StringComparison.OrdinalIgnoreCase)) type = type.Substring(TypePrefix.Length);
        return type.EndsWith(TypeSuffix, StringComparison.OrdinalIgnoreCase) ? type.Substring(0, type.Length - TypeSuffix.Length) : type;
    }
}
