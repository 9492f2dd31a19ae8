namespace TapModule.Authority.Server;

/// <summary>What machines have beside them: Azure's identity endpoints, and the OIDC issuers of GitHub Actions and Azure DevOps.</summary>
internal static class MachineRoutes
{
    public static void Map(WebApplication app, AuthorityState state)
    {
        // A virtual machine's instance metadata service.
        app.MapGet("/metadata/identity/oauth2/token", (HttpContext context) =>
            context.Request.Headers["Metadata"] != "true"
                ? Results.Json(new { error = "invalid_request", error_description = "Required metadata header not specified" }, statusCode: 400)
                : Identity(context, state));
        // App Service, Functions, Container Apps.
        app.MapGet("/msi/token", (HttpContext context) =>
            context.Request.Headers["X-IDENTITY-HEADER"] != state.MachineKey
                ? Results.Json(new { statusCode = 401, message = "Unauthorized" }, statusCode: 401)
                : Identity(context, state));
        app.MapGet("/github/token", (HttpContext context, string audience) =>
            context.Request.Headers.Authorization != $"Bearer {state.MachineKey}" ? Results.Unauthorized() : Results.Json(new { value = state.ForeignToken(audience) }));
        app.MapPost("/devops/token", (HttpContext context) =>
            context.Request.Headers.Authorization != $"Bearer {state.MachineKey}" ? Results.Unauthorized() : Results.Json(new { oidcToken = state.ForeignToken() }));
    }

    private static IResult Identity(HttpContext context, AuthorityState state)
    {
        var query = context.Request.Query;
        var id = new[] { "client_id", "object_id", "principal_id", "mi_res_id", "msi_res_id" }.Select(name => query[name].ToString()).FirstOrDefault(value => value.Length > 0);
        if (id is not null && !state.Apps.ContainsKey(id)) return Results.Json(new { error = "invalid_request", error_description = "Identity not found" }, statusCode: 400);
        var expiresOn = DateTimeOffset.UtcNow.Add(state.Lifetime).ToUnixTimeSeconds();
        return Results.Json(new
        {
            access_token = AccessTokens.ForApp(state, id ?? "system-assigned", query["resource"].ToString().TrimEnd('/'), state.IdentityRoles, null),
            client_id = id ?? "system-assigned",
            expires_in = ((int)state.Lifetime.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture),
            expires_on = expiresOn.ToString(System.Globalization.CultureInfo.InvariantCulture),
            resource = query["resource"].ToString(),
            token_type = "Bearer",
        });
    }
}
