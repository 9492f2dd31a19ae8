using System.Collections.Concurrent;

namespace TapModule.Core.Tests.SignIn;

/// <summary>Brings requests for Microsoft's authority to the local one instead, as a name server would.</summary>
internal sealed class Detour(HttpMessageHandler inner, Uri target) : DelegatingHandler(inner)
{
    public ConcurrentQueue<string> Hosts { get; } = new();

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Hosts.Enqueue(request.RequestUri!.Host);
        request.RequestUri = new UriBuilder(request.RequestUri) { Host = target.Host, Port = target.Port }.Uri;
        request.Headers.Host = target.Authority;
        return base.SendAsync(request, cancellationToken);
    }
}
