namespace TapModule.Authority.Server;

/// <summary>The sign-in authority's own addresses, beside the token endpoint.</summary>
internal static class AuthorityRoutes
{
    public static void Map(WebApplication app, AuthorityState state)
    {
        app.MapGet("/common/discovery/instance", (HttpContext context) => Results.Json(new
        {
            tenant_discovery_endpoint = $"https://{context.Request.Host}/common/v2.0/.well-known/openid-configuration",
            api_version = "1.1",
            metadata = new[] { new { preferred_network = "login.microsoftonline.com", preferred_cache = "login.windows.net", aliases = new[] { "login.microsoftonline.com", "login.windows.net" } } },
        }));
        app.MapGet("/{tenant}/v2.0/.well-known/openid-configuration", (HttpContext context, string tenant) => Results.Json(new
        {
            issuer = $"https://{context.Request.Host}/{state.TenantId}/v2.0",
            token_endpoint = $"https://{context.Request.Host}/{tenant}/oauth2/v2.0/token",
            authorization_endpoint = $"https://{context.Request.Host}/{tenant}/oauth2/v2.0/authorize",
            device_authorization_endpoint = $"https://{context.Request.Host}/{tenant}/oauth2/v2.0/devicecode",
        }));
        app.MapPost("/{tenant}/oauth2/v2.0/token", (HttpContext context, string tenant) => TokenEndpoint.AnswerAsync(context, tenant, state));
        app.MapPost("/{tenant}/oauth2/v2.0/devicecode", () => Results.Json(new
        {
            user_code = "ABCD-1234",
            device_code = state.Remember("device-" + Guid.NewGuid().ToString("N")),
            verification_uri = "https://microsoft.com/devicelogin",
            expires_in = 900,
            interval = 0,
            message = "To sign in, use a web browser to open the page https://microsoft.com/devicelogin and enter the code ABCD-1234 to authenticate.",
        }));
        // The person in the browser signs in at once.
        app.MapGet("/{tenant}/oauth2/v2.0/authorize", (HttpContext context) =>
        {
            var query = context.Request.Query;
            var code = state.Remember("code-" + Guid.NewGuid().ToString("N"));
            state.AuthorizationCodes[code] = query["client_id"].ToString();
            // As the real one: a page that posts the code, so that it stands in no address.
            return Results.Text(
                $"""<form method="post" action="{query["redirect_uri"]}"><input name="code" value="{code}"/><input name="state" value="{query["state"]}"/></form>""",
                "text/html");
        });
    }
}
