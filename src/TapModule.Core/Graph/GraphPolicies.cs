using Azure.Core;
using Azure.Core.Pipeline;
using TapModule.Core.Errors;

namespace TapModule.Core.Graph;

/// <summary>
/// Adds the token. Azure's policy caches it, renews it before it expires with one request for all who wait, and answers a claims
/// challenge on the request itself. What it cannot see is a challenge inside a batch answer: <see cref="Demand"/> hands it over.
/// </summary>
internal sealed class TokenPolicy(TokenCredential credential, string[] scopes) : BearerTokenAuthenticationPolicy(credential, scopes)
{
    private string? _claims;

    /// <summary>The next token must satisfy these claims.</summary>
    public void Demand(string claims) => Volatile.Write(ref _claims, claims);

    protected override ValueTask AuthorizeRequestAsync(HttpMessage message) =>
        Interlocked.Exchange(ref _claims, null) is { } claims
            ? AuthenticateAndAuthorizeRequestAsync(message, new TokenRequestContext(scopes, message.Request.ClientRequestId, claims, isCaeEnabled: true))
            : AuthenticateAndAuthorizeRequestAsync(message, new TokenRequestContext(scopes, message.Request.ClientRequestId, isCaeEnabled: true));
}

/// <summary>
/// Last before the wire: Graph's own header names, and the one exception to https. Azure's token policy refuses http, so
/// requests to a loopback endpoint are built as https and become http only here, for an address that never leaves the machine.
/// </summary>
internal sealed class WirePolicy(Uri endpoint, string userAgent) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        if (!string.Equals(request.Uri.Host, endpoint.Host, StringComparison.OrdinalIgnoreCase) || request.Uri.Port != endpoint.Port)
            throw new TapServiceException(ErrorTable.Describe(
                TapReason.GraphError,
                $"A request to '{request.Uri.Host}' was refused: this connection's token goes to '{endpoint.Host}' and nowhere else."));

        if (endpoint.Scheme == Uri.UriSchemeHttp) request.Uri.Scheme = Uri.UriSchemeHttp;
        request.Headers.Remove("x-ms-client-request-id");
        request.Headers.Remove("x-ms-return-client-request-id");
        request.Headers.SetValue("client-request-id", request.ClientRequestId);
        request.Headers.SetValue("User-Agent", userAgent);
    }
}
