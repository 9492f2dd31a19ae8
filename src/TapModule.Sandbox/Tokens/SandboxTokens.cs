using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Tokens;

/// <summary>
/// Issues and judges bearer tokens. By default every bearer token is good and permissions are not looked at.
/// Safe for use from several threads, also while requests are under way.
/// </summary>
public sealed class SandboxTokens
{
    private readonly SandboxTenant _tenant;
    private readonly ConcurrentDictionary<string, IssuedToken> _issued = new(StringComparer.Ordinal);
    private volatile string? _demandedClaims;

    internal SandboxTokens(SandboxTenant tenant)
    {
        _tenant = tenant;
    }

    /// <summary>Whether only tokens that were issued here are good. Their permissions are enforced then.</summary>
    public bool RequireIssued { get; set; }

    /// <summary>
    /// The claims, as JSON, that a token must have been issued with; null for none. Others get 401 with a challenge that names them.
    /// </summary>
    public string? DemandedClaims
    {
        get => _demandedClaims;
        set => _demandedClaims = value;
    }

    /// <summary>Whether a batch is let in and its items are challenged one by one, instead of the batch as a whole.</summary>
    public bool ChallengeItems { get; set; }

    /// <summary>Makes a token: well-formed to read, with a signature that proves nothing.</summary>
    /// <param name="options">What the token is to say.</param>
    /// <returns>The token.</returns>
    /// <exception cref="ArgumentException">The user does not exist.</exception>
    public string Issue(SandboxTokenOptions options)
    {
        var now = _tenant.Clock.GetUtcNow();
        var expiresOn = now.AddSeconds(options.LifetimeInSeconds);
        var isApplication = options.IsApplication || options.Roles.Count > 0;
        var user = isApplication ? null : UserOf(options);
        var token = string.Join(
            ".",
            Encode(Encoding.UTF8.GetBytes("""{"typ":"JWT","alg":"RS256","kid":"sandbox"}""")),
            Encode(Json.WriteObject(payload => WritePayload(payload, options, user, now, expiresOn))),
            Encode(RandomBytes(32)));
        var caller = new SandboxCaller(user, [.. options.Scopes, .. options.Roles])
        {
            Roles = isApplication ? options.DirectoryRoles : SandboxCallerRoles.Unchecked,
            AdministrativeUnit = options.AdministrativeUnit,
        };
        _issued[token] = new(caller, expiresOn, options.Claims);
        return token;
    }

    /// <summary>Makes a token invalid from now on.</summary>
    /// <param name="token">A token that was issued here; others are left alone.</param>
    public void Revoke(string token)
    {
        if (_issued.TryGetValue(token, out var issued)) issued.IsRevoked = true;
    }

    /// <summary>Makes every token that was issued so far invalid.</summary>
    public void RevokeAll()
    {
        foreach (var issued in _issued.Values) issued.IsRevoked = true;
    }

    /// <summary>Judges the caller's token and fills in who the caller is; returns the reason if it is no good.</summary>
    internal TokenRefusal? Check(GraphCall call)
    {
        if (call.Authorization is not { } authorization) return TokenRefusal.Missing;
        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return TokenRefusal.Unreadable;
        var token = authorization.Substring("Bearer ".Length).Trim();
        if (token.Length == 0) return TokenRefusal.Missing;

        _issued.TryGetValue(token, out var issued);
        if (issued is null && RequireIssued) return TokenRefusal.Unreadable;
        if (issued is not null && _tenant.Clock.GetUtcNow() >= issued.ExpiresOn) return TokenRefusal.Expired;
        if (issued is { IsRevoked: true }) return TokenRefusal.Revoked;
        var mayPass = ChallengeItems && call.Path.IsBatch;
        if (_demandedClaims is { } claims && !mayPass && issued?.Claims != claims) return TokenRefusal.InsufficientClaims(claims);

        call.Caller = issued is null
            ? new(_tenant.SignedInUserId is { } id ? _tenant.FindUser(id.ToString()) : null, null)
            : RequireIssued ? issued.Caller : issued.Caller with { Permissions = null };
        return null;
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        using var generator = RandomNumberGenerator.Create();
        generator.GetBytes(bytes);
        return bytes;
    }

    /// <summary>The roles that hold for the whole tenant, by their names; the token does not tell of others.</summary>
    private static IEnumerable<string> RoleNames(SandboxTokenOptions options, SandboxUser? user)
    {
        if (user is not null) return user.DirectoryRoles;
        if (options.AdministrativeUnit is not null) return [];
        return
            from role in DirectoryRole.NamesByFlag
            where options.DirectoryRoles.HasFlag(role.Key)
            select role.Value;
    }

    private SandboxUser UserOf(SandboxTokenOptions options)
    {
        var key = options.User ?? _tenant.SignedInUserId?.ToString() ?? "";
        return _tenant.FindUser(key) ?? throw new ArgumentException($"There is no user '{key}' to sign in.", nameof(options));
    }

    private void WritePayload(
        Utf8JsonWriter payload, SandboxTokenOptions options, SandboxUser? user, DateTimeOffset now, DateTimeOffset expiresOn)
    {
        payload.WriteString("aud", "https://graph.microsoft.com");
        payload.WriteString("iss", $"https://sts.windows.net/{_tenant.Id}/");
        payload.WriteNumber("iat", now.ToUnixTimeSeconds());
        payload.WriteNumber("nbf", now.ToUnixTimeSeconds());
        payload.WriteNumber("exp", expiresOn.ToUnixTimeSeconds());
        payload.WriteString("appid", options.AppId);
        payload.WriteString("tid", _tenant.Id);
        payload.WriteString("ver", "1.0");
        payload.WriteString("idtyp", user is null ? "app" : "user");
        payload.WriteStartArray("wids");
        foreach (var role in RoleNames(options, user)) payload.WriteStringValue(new DirectoryRole(role).TemplateId);
        payload.WriteEndArray();
        if (user is null)
        {
            payload.WriteString("oid", options.AppId);
            payload.WriteStartArray("roles");
            foreach (var role in options.Roles) payload.WriteStringValue(role);
            payload.WriteEndArray();
        }
        else
        {
            payload.WriteString("oid", user.Id);
            payload.WriteString("upn", user.UserPrincipalName);
            payload.WriteString("name", user.DisplayName);
            payload.WriteString("scp", string.Join(" ", options.Scopes));
        }
    }
}

/// <summary>What the sandbox remembers of a token that it issued.</summary>
internal sealed record IssuedToken(SandboxCaller Caller, DateTimeOffset ExpiresOn, string? Claims)
{
    public bool IsRevoked { get; set; }
}
