using TapModule.Core.Errors;

namespace TapModule.Core.Graph;

/// <summary>Our own User-Agent, and a last look at where the token goes.</summary>
internal sealed class WireHandler(Uri endpoint, string userAgent) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        if (!string.Equals(address.Host, endpoint.Host, StringComparison.OrdinalIgnoreCase) || address.Port != endpoint.Port || address.Scheme != endpoint.Scheme)
            throw new TapServiceException(ErrorTable.Describe(
                TapErrorId.UnsafeEndpoint,
                $"A request to '{address.Host}' was refused: this connection's token goes to '{endpoint.Host}' and nowhere else."));

        request.Headers.Remove("User-Agent");
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        return base.SendAsync(request, cancellationToken);
    }
}
