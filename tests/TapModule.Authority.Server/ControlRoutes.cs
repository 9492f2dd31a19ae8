namespace TapModule.Authority.Server;

/// <summary>The door for tests in another process.</summary>
internal static class ControlRoutes
{
    public static void Map(WebApplication app, AuthorityState state)
    {
        var control = app.MapGroup("/_authority");
        control.MapPost("/apps/{clientId}", (string clientId, AppSettings settings) =>
        {
            var known = state.Apps.GetOrAdd(clientId, id => new AuthorityApp { ClientId = id });
            known.Secrets.AddRange(settings.Secrets ?? []);
            known.Roles.AddRange(settings.Roles ?? []);
            foreach (var pem in settings.CertificateKeys ?? [])
            {
                var key = System.Security.Cryptography.RSA.Create();
                key.ImportFromPem(pem);
                known.CertificateKeys.Add(key);
            }

            known.FederatedSubjects.AddRange((settings.FederatedSubjects ?? []).Select(subject => (AuthorityState.ForeignIssuer, subject)));
        });
        control.MapPost("/device", (DeviceSettings settings) =>
        {
            var flow = new DeviceFlow { Ending = settings.Ending };
            foreach (var poll in settings.Polls ?? []) flow.Polls.Enqueue(poll);
            state.Device = flow;
        });
        control.MapPost("/scopes", (string[] scopes) =>
        {
            state.GrantedScopes.Clear();
            state.GrantedScopes.AddRange(scopes);
        });
        control.MapPost("/revoke", () => state.RefreshTokens.Clear());
        control.MapGet("/foreign-token", () => Results.Text(state.ForeignToken()));
        control.MapGet("/machine-key", () => Results.Text(state.MachineKey));
        control.MapGet("/secrets", () => Results.Json(state.Secrets));
        control.MapGet("/token-requests", () => Results.Json(state.TokenRequests));
    }

    private sealed record AppSettings(string[]? Secrets, string[]? Roles, string[]? CertificateKeys, string[]? FederatedSubjects);

    private sealed record DeviceSettings(string? Ending, string[]? Polls);
}
