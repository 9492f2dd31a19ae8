using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using TapModule.Core.SignIn.Tokens;

namespace TapModule.Core.Graph;

/// <summary>Puts Azure.Core's request pipeline together for Graph. See docs/decisions/0001-request-pipeline.md.</summary>
internal static class GraphPipeline
{
    /// <summary>Header names and values that may appear in diagnostics. Everything else is replaced by a placeholder.</summary>
    private static readonly string[] LoggedHeaders = ["client-request-id", "request-id", "Date", "Retry-After", "User-Agent", "Content-Type"];

    public static HttpPipeline Build(Uri endpoint, string userAgent, TokenKeeper tokens, HttpClient http, TimeSpan networkTimeout)
    {
        var options = new Options { Transport = new HttpClientTransport(http) };
        // What may be sent again is decided by meaning (RetryRule), not by status alone: Azure.Core would repeat a create.
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = networkTimeout;
        options.Diagnostics.IsTelemetryEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.Diagnostics.IsLoggingContentEnabled = false;
        options.Diagnostics.LoggedHeaderNames.Clear();
        foreach (var name in LoggedHeaders) options.Diagnostics.LoggedHeaderNames.Add(name);
        options.Diagnostics.LoggedQueryParameters.Clear();
        options.AddPolicy(new WirePolicy(endpoint, userAgent), HttpPipelinePosition.BeforeTransport);
        return HttpPipelineBuilder.Build(options, new TokenPolicy(tokens));
    }

    /// <summary>A client over the platform's sockets: no redirects, no cookies, system proxy, and no idle socket for long.</summary>
    public static HttpClient CreateHttpClient(HttpMessageHandler? handler) =>
        new(handler ?? CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };

    private static HttpMessageHandler CreateHandler()
    {
#if NET
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
#else
        return new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            MaxConnectionsPerServer = 64,
        };
#endif
    }

    private sealed class Options : ClientOptions;
}
