using System.Text;
using System.Text.Json;
using TapModule.Core.Text;

namespace TapModule.Core.SignIn.Tokens;

/// <summary>
/// What a token says about itself. Read for good advice only: the token is not verified here, the service does that.
/// A token that is no readable JWT is used as it is, and everything here is unknown.
/// </summary>
public sealed record TokenGrants
{
    /// <summary>Whether the token could be read.</summary>
    public bool IsReadable { get; private init; }

    /// <summary>The tenant's id (<c>tid</c>).</summary>
    public string? TenantId { get; private init; }

    /// <summary>The application's id (<c>appid</c> or <c>azp</c>).</summary>
    public string? ClientId { get; private init; }

    /// <summary>The signed-in person's name, or the application's display name.</summary>
    public string? Account { get; private init; }

    /// <summary>The object id of the signed-in person or service principal (<c>oid</c>).</summary>
    public string? ObjectId { get; private init; }

    /// <summary>True for an application's own token, false for a person's; null if it cannot be told.</summary>
    public bool? IsAppOnly { get; private init; }

    /// <summary>The service that the token is for (<c>aud</c>): an address or an application's id.</summary>
    public string? Audience { get; private init; }

    /// <summary>Delegated scopes (<c>scp</c>) or application permissions (<c>roles</c>).</summary>
    public IReadOnlyList<string> Permissions { get; private init; } = [];

    /// <summary>When the token ends.</summary>
    public DateTimeOffset? ExpiresOn { get; private init; }

    /// <summary>
    /// Whether the token tells what it grants. An application's token without roles grants nothing; a person's token always names something,
    /// so one that names nothing is not Microsoft Entra's, and does not tell.
    /// </summary>
    public bool TellsPermissions => IsReadable && (Permissions.Count > 0 || IsAppOnly == true);

    /// <summary>Whether one of the permissions is granted; null if the token does not tell.</summary>
    /// <param name="anyOf">Names of Graph permissions, any of which will do.</param>
    public bool? HasAny(params string[] anyOf) =>
        TellsPermissions ? anyOf.Any(name => Permissions.Contains(name, StringComparer.OrdinalIgnoreCase)) : null;

    /// <summary>Reads a token's payload; never throws.</summary>
    /// <param name="token">The access token.</param>
    public static TokenGrants Read(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3) return new TokenGrants();
        try
        {
            using var payload = JsonDocument.Parse(FromBase64Url(parts[1]));
            return payload.RootElement.ValueKind == JsonValueKind.Object ? FromClaims(payload.RootElement) : new TokenGrants();
        }
        catch (Exception e) when (e is FormatException or JsonException or DecoderFallbackException)
        {
            return new TokenGrants();
        }
    }

    private static TokenGrants FromClaims(JsonElement claims)
    {
        var scopes = claims.Text("scp")?.Split([' '], StringSplitOptions.RemoveEmptyEntries);
        var roles = claims.List("roles")?.Select(role => role.Text()).OfType<string>().ToArray();
        // 'roles' also appears in a person's token, for app roles; the scopes count there.
        // An application's subject is itself; a person's is a name made up for the application.
        var isAppItself = claims.Text("oid") is { } oid && oid == claims.Text("sub");
        var isAppOnly = claims.Text("idtyp") is { } type ? type == "app" : scopes is not null ? false : roles is not null || isAppItself ? true : (bool?)null;
        return new TokenGrants
        {
            IsReadable = true,
            TenantId = claims.Text("tid"),
            ClientId = claims.Text("appid") ?? claims.Text("azp"),
            Account = claims.Text("upn") ?? claims.Text("preferred_username") ?? claims.Text("unique_name") ?? claims.Text("app_displayname"),
            ObjectId = claims.Text("oid"),
            IsAppOnly = isAppOnly,
            Audience = claims.Text("aud"),
            Permissions = (isAppOnly == true ? roles : scopes) ?? [],
            ExpiresOn = claims.LongNumber("exp") is { } seconds
                ? DateTimeOffset.FromUnixTimeSeconds(Math.Min(Math.Max(seconds, 0), 253402300799))
                : null,
        };
    }

    private static byte[] FromBase64Url(string text)
    {
        var base64 = text.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='));
    }
}
