using System.Text.Json;
using TapModule.Core.Text;

namespace TapModule.Core.Users;

/// <summary>A user as far as passes are concerned. Null means that the service did not tell, which it does not to callers of little right.</summary>
internal sealed record UserRecord
{
    /// <summary>What <c>$select</c> asks for to list users.</summary>
    public const string ListProperties = "id,userPrincipalName,displayName,mail,accountEnabled,userType";

    /// <summary>What <c>$select</c> asks for to judge a user.</summary>
    public const string PreflightProperties = "id,userPrincipalName,accountEnabled,userType,creationType,identities";

    public required string Id { get; init; }

    public string? UserPrincipalName { get; init; }

    public string? DisplayName { get; init; }

    public string? Mail { get; init; }

    public bool? AccountEnabled { get; init; }

    public string? UserType { get; init; }

    /// <summary>
    /// Whether the account lives in another tenant: an invitation, or an identity of another Entra tenant. Null where neither was told
    /// and the name does not rule it out. A guest by userType alone may be an account of this tenant.
    /// </summary>
    public bool? IsExternalGuest { get; init; }

    public static UserRecord? Read(JsonElement json)
    {
        if (json.Text("id") is not { } id) return null;
        var name = json.Text("userPrincipalName");
        return new UserRecord
        {
            Id = id,
            UserPrincipalName = name,
            DisplayName = json.Text("displayName"),
            Mail = json.Text("mail"),
            AccountEnabled = json.Flag("accountEnabled"),
            UserType = json.Text("userType"),
            IsExternalGuest = IsExternal(json, name),
        };
    }

    private static bool? IsExternal(JsonElement json, string? name)
    {
        if (string.Equals(json.Text("creationType"), "Invitation", StringComparison.OrdinalIgnoreCase)) return true;
        if (json.List("identities") is { } identities) return identities.Any(IsOfAnotherTenant);
        // The names that Entra gives to invited accounts hold this mark; the properties that say it for certain were not told.
        return name is not null && name.IndexOf("#EXT#", StringComparison.OrdinalIgnoreCase) < 0 ? false : null;
    }

    private static bool IsOfAnotherTenant(JsonElement identity) =>
        identity.Text("signInType") == "federated" && identity.Text("issuer") == "ExternalAzureAD";
}
