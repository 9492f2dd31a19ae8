using System.Globalization;
using System.Text.Json;

namespace TapModule.Authority.Server;

/// <summary>POST /{tenant}/oauth2/v2.0/token: client credentials, device code, authorization code and refresh tokens.</summary>
internal static class TokenEndpoint
{
    public static async Task<IResult> AnswerAsync(HttpContext context, string tenant, AuthorityState state)
    {
        var posted = await context.Request.ReadFormAsync();
        var form = posted.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        state.TokenRequests.Enqueue(form);
        foreach (var name in new[] { "client_assertion", "client_secret", "refresh_token", "device_code", "code" })
        {
            if (form.TryGetValue(name, out var secret)) state.Secrets.Enqueue(secret);
        }

        await state.Gate;
        try
        {
            if (tenant is "nowhere.example") throw new AuthorityException("invalid_request", 90002, $"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.");
            if (state.Refuse?.Invoke(form) is { } refusal) throw refusal;
            return form.GetValueOrDefault("grant_type") switch
            {
                "client_credentials" => Application(form, tenant, context, state),
                "device_code" or "urn:ietf:params:oauth:grant-type:device_code" => Device(form, state),
                "refresh_token" => Refresh(form, state),
                "authorization_code" => Code(form, state),
                _ => throw new AuthorityException("unsupported_grant_type", 70003, "The app requested an unsupported grant type."),
            };
        }
        catch (AuthorityException error)
        {
            return Results.Json(error.ToBody(), statusCode: error.Status);
        }
    }

    private static IResult Application(Dictionary<string, string> form, string tenant, HttpContext context, AuthorityState state)
    {
        var clientId = form["client_id"];
        if (!state.Apps.TryGetValue(clientId, out var app))
            throw new AuthorityException("unauthorized_client", 700016, $"Application with identifier '{clientId}' was not found in the directory '{tenant}'.");
        if (form.TryGetValue("client_assertion", out var assertion)) Assertion(assertion, app, tenant, context, state);
        else Secret(form.GetValueOrDefault("client_secret") ?? "", app);

        var audience = form["scope"].Split(' ')[0].Replace("/.default", "", StringComparison.Ordinal);
        return Results.Json(new
        {
            token_type = "Bearer",
            expires_in = (int)state.Lifetime.TotalSeconds,
            access_token = AccessTokens.ForApp(state, clientId, audience, app.Roles, form.GetValueOrDefault("claims")),
        });
    }

    private static void Secret(string secret, AuthorityApp app)
    {
        if (app.ExpiredSecrets.Contains(secret)) throw new AuthorityException("invalid_client", 7000222, "The provided client secret keys for app are expired.", 401);
        // A real authority does not repeat the secret. This one does: a message of ours must not, even then.
        if (!app.Secrets.Contains(secret)) throw new AuthorityException("invalid_client", 7000215, $"Invalid client secret provided ({secret}). Ensure the secret being sent in the request is the client secret value.", 401);
    }

    private static void Assertion(string assertion, AuthorityApp app, string tenant, HttpContext context, AuthorityState state)
    {
        if (app.CertificateKeys.Select(key => Jwt.Verify(key, assertion)).FirstOrDefault(claims => claims is not null) is { } own)
        {
            var endpoint = $"{context.Request.Host}/{tenant}/oauth2/v2.0/token";
            if (own.GetProperty("iss").GetString() != app.ClientId || own.GetProperty("sub").GetString() != app.ClientId
                || own.GetProperty("aud").GetString()?.EndsWith(endpoint, StringComparison.OrdinalIgnoreCase) != true
                || long.Parse(own.GetProperty("exp").ToString(), CultureInfo.InvariantCulture) < DateTimeOffset.UtcNow.ToUnixTimeSeconds())
                throw new AuthorityException("invalid_client", 700024, "Client assertion is not within its valid time range, or not for this endpoint.", 401);
            return;
        }

        if (Jwt.Verify(AuthorityState.ForeignKey, assertion) is { } foreign)
        {
            var subject = (foreign.GetProperty("iss").GetString()!, foreign.GetProperty("sub").GetString()!);
            if (foreign.GetProperty("aud").GetString() != "api://AzureADTokenExchange")
                throw new AuthorityException("invalid_client", 700212, "No matching federated identity record found for presented assertion audience.", 401);
            if (!app.FederatedSubjects.Contains(subject))
                throw new AuthorityException("invalid_client", 700213, $"No matching federated identity record found for presented assertion subject '{subject.Item2}'.", 401);
            return;
        }

        throw new AuthorityException("invalid_client", 700027, $"The certificate with identifier used to sign the client assertion is not registered on application. Assertion: {assertion}", 401);
    }

    private static IResult Device(Dictionary<string, string> form, AuthorityState state)
    {
        state.Device.PollCount++;
        if (state.Device.Polls.TryDequeue(out var poll)) throw new AuthorityException(poll, 70016, "OAuth 2.0 device flow error. Authorization is pending. Continue polling.");
        if (state.Device.Ending is { } ending) throw new AuthorityException(ending, ending == "authorization_declined" ? 70018 : 70019, "The device flow came to an end.");
        return Person(form, state);
    }

    private static IResult Code(Dictionary<string, string> form, AuthorityState state)
    {
        if (!state.AuthorizationCodes.TryRemove(form["code"], out _)) throw new AuthorityException("invalid_grant", 70000, "The provided authorization code is invalid.");
        return Person(form, state);
    }

    private static IResult Refresh(Dictionary<string, string> form, AuthorityState state)
    {
        if (!state.RefreshTokens.ContainsKey(form["refresh_token"]))
            throw new AuthorityException("invalid_grant", 50173, "The provided grant has expired due to it being revoked, a fresh auth token is needed.");
        return Person(form, state);
    }

    private static IResult Person(Dictionary<string, string> form, AuthorityState state)
    {
        var asked = (form.GetValueOrDefault("scope") ?? "").Split(' ').Where(scope => scope.Contains("://", StringComparison.Ordinal)).ToArray();
        var audience = asked.Length == 0 ? "https://graph.microsoft.com" : new Uri(asked[0]).GetLeftPart(UriPartial.Authority);
        var scopes = state.GrantedScopes.Count > 0 ? [.. state.GrantedScopes] : asked.Select(scope => scope[(audience.Length + 1)..]).ToArray();
        var refreshToken = state.Remember("refresh-" + Guid.NewGuid().ToString("N"));
        state.RefreshTokens[refreshToken] = form["client_id"];
        return Results.Json(new
        {
            token_type = "Bearer",
            expires_in = (int)state.Lifetime.TotalSeconds,
            scope = string.Join(' ', scopes.Select(scope => $"{audience}/{scope}")),
            access_token = AccessTokens.ForPerson(state, form["client_id"], audience, scopes, form.GetValueOrDefault("claims")),
            refresh_token = refreshToken,
            id_token = AccessTokens.Identity(state, form["client_id"]),
            client_info = Jwt.Encode(JsonSerializer.SerializeToUtf8Bytes(new { uid = state.UserObjectId, utid = state.TenantId })),
        });
    }
}
