using System.Net;
using System.Net.Http.Headers;
using Microsoft.Kiota.Http.HttpClientLibrary.Extensions;
using TapModule.Core.SignIn.Tokens;

namespace TapModule.Core.Graph;

/// <summary>
/// Adds the token, and answers a refusal of it (401, with or without a claims challenge) once: with a renewed token and the same
/// request, of which a refusal did nothing. A second refusal is the answer.
/// </summary>
internal sealed class TokenHandler(TokenKeeper tokens) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var use = request.GetRequestOption<TokenUse>();
        var token = await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
        Authorize(request, use, token);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized) return response;

        var claims = ReplyHeaders.Claims(ReplyHeaders.Of(response, "WWW-Authenticate"));
        response.Dispose();
        tokens.Refuse(token.Number, claims);
        Authorize(request, use, await tokens.GetAsync(cancellationToken).ConfigureAwait(false));
        if (use is not null) use.WasRenewed = true;
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private static void Authorize(HttpRequestMessage request, TokenUse? use, HeldToken token)
    {
        if (use is not null) use.Number = token.Number;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
    }
}
