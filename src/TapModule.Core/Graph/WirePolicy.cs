using Azure.Core;
using Azure.Core.Pipeline;
using TapModule.Core.Errors;

namespace TapModule.Core.Graph;

/// <summary>
/// Last before the wire: Graph's own header names, and a last look at where the token goes.
/// </summary>
internal sealed class WirePolicy(Uri endpoint, string userAgent) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        if (!string.Equals(request.Uri.Host, endpoint.Host, StringComparison.OrdinalIgnoreCase) || request.Uri.Port != endpoint.Port || request.Uri.Scheme != endpoint.Scheme)
            throw new TapServiceException(ErrorTable.Describe(
                TapReason.GraphError,
                $"A request to '{request.Uri.Host}' was refused: this connection's token goes to '{endpoint.Host}' and nowhere else."));

        request.Headers.Remove("x-ms-client-request-id");
        request.Headers.Remove("x-ms-return-client-request-id");
        request.Headers.SetValue("client-request-id", request.ClientRequestId);
        request.Headers.SetValue("User-Agent", userAgent);
    }
}
