using System.Net;
using System.Security.Authentication;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace TapModule.Core.SignIn.Credentials;

/// <summary>What every credential has in common: which authority, over which transport, with which cache.</summary>
/// <param name="Authority">Where tokens come from: https, or http on a loopback address.</param>
/// <param name="IsOwnAuthority">The authority is the caller's own choice, which Microsoft's list of authorities does not hold.</param>
/// <param name="UseTokenCache">Tokens outlive the process, in the platform's protected store.</param>
/// <param name="Handler">Carries the requests to the authority; null for the platform's own.</param>
internal sealed record CredentialSettings(Uri Authority, bool IsOwnAuthority, bool UseTokenCache, HttpMessageHandler? Handler)
{
    /// <summary>
    /// The name under which tokens and sign-in records are stored: an application's own, so that no other program's tokens are touched.
    /// </summary>
    public const string CacheName = "TapModule";

    /// <summary>Null unless asked for: then tokens stay in memory. Never unencrypted on disk.</summary>
    public TokenCachePersistenceOptions? Cache => UseTokenCache ? new TokenCachePersistenceOptions { Name = CacheName } : null;

    public T Apply<T>(T options)
        where T : TokenCredentialOptions
    {
        // Azure.Identity takes https only; what is http on loopback becomes so at the last moment. In the transport, because some
        // credentials hand on the transport of their options and not the policies.
        var isPlain = Authority.Scheme != Uri.UriSchemeHttps;
        options.AuthorityHost = isPlain ? new UriBuilder(Authority) { Scheme = Uri.UriSchemeHttps, Port = Authority.Port }.Uri : Authority;
        if (isPlain) options.Transport = new HttpClientTransport(new HttpClient(new LoopbackHandler(Authority, Handler ?? DirectHandler())));
        else if (Handler is not null) options.Transport = new HttpClientTransport(new HttpClient(Handler, disposeHandler: false));
        else if (Authority.IsLoopback) options.Transport = new HttpClientTransport(new HttpClient(DirectHandler()));
        options.RetryPolicy = new AuthorityRetryPolicy();
        options.Diagnostics.IsTelemetryEnabled = false;
        options.Diagnostics.IsLoggingContentEnabled = false;
        options.Diagnostics.IsAccountIdentifierLoggingEnabled = false;
        return options;
    }

    /// <summary>For addresses on this machine: what goes there must not leave it by the system's proxy.</summary>
    public static HttpMessageHandler DirectHandler() => new HttpClientHandler { UseProxy = false };

    private sealed class LoopbackHandler(Uri authority, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var uri = request.RequestUri!;
            if (string.Equals(uri.Host, authority.Host, StringComparison.OrdinalIgnoreCase) && uri.Port == authority.Port)
                request.RequestUri = new UriBuilder(uri) { Scheme = Uri.UriSchemeHttp, Port = uri.Port }.Uri;
            return base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>As Azure's own, but a certificate that is not trusted does not become so by asking again.</summary>
    private sealed class AuthorityRetryPolicy() : RetryPolicy(maxRetries: 3, DelayStrategy.CreateExponentialDelayStrategy(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10)))
    {
        protected override bool ShouldRetry(HttpMessage message, Exception? exception) => !IsUntrusted(exception) && IsWorthIt(message) && base.ShouldRetry(message, exception);

        protected override async ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
            !IsUntrusted(exception) && IsWorthIt(message) && await base.ShouldRetryAsync(message, exception).ConfigureAwait(false);

        private static bool IsUntrusted(Exception? failure) => failure?.GetBaseException() is AuthenticationException;

        /// <summary>Azure.Identity counts 404 among the passing faults; that is right for managed identities only, which do not come here.</summary>
        private static bool IsWorthIt(HttpMessage message) => !message.HasResponse || message.Response.Status != (int)HttpStatusCode.NotFound;
    }
}
