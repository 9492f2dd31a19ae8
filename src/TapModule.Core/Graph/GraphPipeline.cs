using System.Net;
using Microsoft.Graph;
using TapModule.Core.SignIn.Tokens;

namespace TapModule.Core.Graph;

/// <summary>Lets Microsoft.Graph.Core put the HttpClient together, from handlers of our own. See docs/decisions/0001-request-pipeline.md.</summary>
internal static class GraphPipeline
{
    /// <param name="endpoint">Where the requests, and the token, go.</param>
    /// <param name="userAgent">Product and version.</param>
    /// <param name="tokens">The connection's tokens.</param>
    /// <param name="timeLimit">How long one try may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="transport">Carries the requests; null for the platform's sockets. Disposed with the client.</param>
    public static HttpClient Create(Uri endpoint, string userAgent, TokenKeeper tokens, TimeSpan timeLimit, TimeProvider time, HttpMessageHandler? transport)
    {
        // From the outside in. None of the factory's default handlers: they repeat creates, follow redirects with the token, send telemetry.
        DelegatingHandler[] handlers = [new TokenHandler(tokens), new WireHandler(endpoint, userAgent), new TimeLimitHandler(timeLimit, time)];
        var http = GraphClientFactory.Create(handlers, finalHandler: transport ?? CreateTransport(endpoint), disposeHandler: true);
        // It sets FeatureFlag and Cache-Control, and a limit of 100 seconds that knows no clock but the machine's.
        http.DefaultRequestHeaders.Clear();
        http.BaseAddress = endpoint;
        http.Timeout = Timeout.InfiniteTimeSpan;
        return http;
    }

    /// <summary>
    /// The platform's sockets: no redirects, no cookies, no idle socket for long. The system's proxy, except for an address on this machine:
    /// what goes there must not leave it.
    /// </summary>
    private static HttpMessageHandler CreateTransport(Uri endpoint)
    {
#if NET
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !endpoint.IsLoopback,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        // No traceparent or baggage of a host that traces: that is nobody's business but the host's. By name, since the property's type is
        // of an assembly that ships with the module in a version of its own.
        typeof(SocketsHttpHandler).GetProperty("ActivityHeadersPropagator")!.SetValue(sockets, null);
        return sockets;
#else
        return new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !endpoint.IsLoopback,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            MaxConnectionsPerServer = 64,
        };
#endif
    }
}
