namespace TapModule.Authority.Server;

/// <summary>Writes the tokens that the authority gives.</summary>
internal static class AccessTokens
{
    public static string ForApp(AuthorityState state, string clientId, string audience, IEnumerable<string> roles, string? claims) => state.Remember(Jwt.Sign(AuthorityState.Key, new Dictionary<string, object>
    {
        ["aud"] = audience,
        ["iss"] = $"https://sts.windows.net/{state.TenantId}/",
        ["exp"] = Expiry(state),
        ["appid"] = clientId,
        ["oid"] = clientId,
        ["tid"] = state.TenantId,
        ["idtyp"] = "app",
        ["roles"] = roles.ToArray(),
        ["jti"] = Guid.NewGuid(),
        ["test_claims"] = claims ?? "",
    }));

    public static string ForPerson(AuthorityState state, string clientId, string audience, IEnumerable<string> scopes, string? claims) => state.Remember(Jwt.Sign(AuthorityState.Key, new Dictionary<string, object>
    {
        ["aud"] = audience,
        ["iss"] = $"https://sts.windows.net/{state.TenantId}/",
        ["exp"] = Expiry(state),
        ["appid"] = clientId,
        ["oid"] = state.UserObjectId,
        ["tid"] = state.TenantId,
        ["idtyp"] = "user",
        ["upn"] = state.UserName,
        ["scp"] = string.Join(' ', scopes),
        ["jti"] = Guid.NewGuid(),
        ["test_claims"] = claims ?? "",
    }));

    public static string Identity(AuthorityState state, string clientId) => state.Remember(Jwt.Sign(AuthorityState.Key, new Dictionary<string, object>
    {
        ["aud"] = clientId,
        ["iss"] = $"https://login.microsoftonline.com/{state.TenantId}/v2.0",
        ["exp"] = Expiry(state),
        ["oid"] = state.UserObjectId,
        ["sub"] = state.UserObjectId,
        ["tid"] = state.TenantId,
        ["preferred_username"] = state.UserName,
        ["name"] = "Ada",
        ["ver"] = "2.0",
    }));

    private static long Expiry(AuthorityState state) => DateTimeOffset.UtcNow.Add(state.Lifetime).ToUnixTimeSeconds();
}
