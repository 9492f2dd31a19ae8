using System.Net;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox;

/// <summary>
/// The door for callers in the same process: a message handler that answers from a <see cref="SandboxGraph"/> instead of the network.
/// </summary>
public sealed class SandboxHandler : HttpMessageHandler
{
    private readonly SandboxGraph _graph;

    /// <summary>Opens the door.</summary>
    /// <param name="graph">The service behind it.</param>
    public SandboxHandler(SandboxGraph graph)
    {
        _graph = graph;
    }

#if NET
    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();
#endif

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The service was told to close the connection.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri ?? throw new InvalidOperationException("The request has no address.");
        var body = request.Content is null ? [] : await ReadAsync(request.Content, cancellationToken).ConfigureAwait(false);
        IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers = request.Headers;
        if (request.Content is not null) headers = headers.Concat(request.Content.Headers);
        var answer = await _graph.HandleAsync(
            new(
                request.Method.Method,
                uri.PathAndQuery,
                headers.Select(header => new KeyValuePair<string, string>(header.Key, string.Join(", ", header.Value))),
                body,
                uri),
            cancellationToken).ConfigureAwait(false);
        if (answer.Delivery == SandboxDelivery.Drop)
        {
            var reason = new IOException("The response ended prematurely.");
            throw new HttpRequestException("An error occurred while sending the request.", reason);
        }

        return ToMessage(answer, request);
    }

    private static Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken) =>
#if NET
        content.ReadAsByteArrayAsync(cancellationToken);
#else
        content.ReadAsByteArrayAsync();
#endif

    private static HttpResponseMessage ToMessage(SandboxResponse answer, HttpRequestMessage request)
    {
        var message = new HttpResponseMessage((HttpStatusCode)answer.StatusCode)
        {
            RequestMessage = request,
            Content = answer.Delivery == SandboxDelivery.CutShort ? new CutShortContent(answer.Body) : new ByteArrayContent(answer.Body),
        };
        foreach (var header in answer.Headers)
        {
            if (message.Headers.TryAddWithoutValidation(header.Key, header.Value)) continue;
            message.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return message;
    }
}
