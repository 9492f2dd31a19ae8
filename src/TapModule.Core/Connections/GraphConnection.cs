using Azure.Core;
using Azure.Identity;
using TapModule.Core.Bulk;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.SignIn;

namespace TapModule.Core.Connections;

/// <summary>
/// A signed-in connection to one tenant. Thread-safe: several commands and runspaces may share it, and share what it has learned
/// about the service's limits. Dispose closes its sockets.
/// </summary>
public sealed class GraphConnection : IDisposable
{
    private readonly HttpClient _http;

    private GraphConnection(ConnectionOptions options, Uri endpoint, HttpClient http, GraphClient client, TokenGrants grants)
    {
        Cloud = options.Cloud;
        GraphEndpoint = endpoint;
        _http = http;
        Client = client;
        Grants = grants;
    }

    /// <summary>The cloud signed in to.</summary>
    public GraphCloud Cloud { get; }

    /// <summary>Where the requests, and the token, go. Nowhere else.</summary>
    public Uri GraphEndpoint { get; }

    /// <summary>What the first token said about itself.</summary>
    public TokenGrants Grants { get; }

    /// <summary>Whether <see cref="Dispose"/> was called.</summary>
    public bool IsClosed { get; private set; }

    internal GraphClient Client { get; }

    /// <summary>The best guess of the service's clock.</summary>
    public DateTimeOffset ServiceNow => Client.Clock.Now;

    internal RetryRule Retries { get; set; } = new();

    /// <summary>For requests that are made once per command.</summary>
    internal GraphCaller Caller => new(Client, Retries);

    /// <summary>Creating and removing passes draw on one allowance, reading on another, the directory on a third.</summary>
    internal Pace WritePace { get; } = new();

    internal Pace ReadPace { get; } = new();

    internal Pace DirectoryPace { get; } = new();

    /// <summary>Signs in and makes the connection.</summary>
    /// <param name="options">What it is to be made of.</param>
    /// <param name="cancellationToken">Cancels the sign-in.</param>
    /// <exception cref="TapServiceException">
    /// <see cref="TapReason.AuthenticationFailed"/>: sign-in refused. <see cref="TapReason.CloudNotSupported"/>: the cloud has no passes.
    /// <see cref="TapReason.InvalidRow"/>: the endpoint would put the token at risk.
    /// </exception>
    public static async Task<GraphConnection> OpenAsync(ConnectionOptions options, CancellationToken cancellationToken = default)
    {
        if (!options.Cloud.HasPasses)
            throw new TapServiceException(ErrorTable.Describe(TapReason.CloudNotSupported, $"The cloud '{options.Cloud.Name}' does not offer Temporary Access Passes on v1.0 of Graph."));

        var endpoint = EndpointGuard.Check(options.GraphEndpoint ?? options.Cloud.Graph);
        var credential = CredentialFactory.Create(options.SignIn, options.Cloud.Authority);
        var scopes = options.Scopes.Count > 0 ? options.Scopes.ToArray() : [options.Cloud.DefaultScope];
        var grants = TokenGrants.Read(await FirstTokenAsync(credential, scopes, cancellationToken).ConfigureAwait(false));
        var http = GraphPipeline.CreateHttpClient(options.Handler);
        var tokens = new TokenPolicy(credential, scopes);
        var pipeline = GraphPipeline.Build(endpoint, options.UserAgent, tokens, http, options.NetworkTimeout);
        var client = new GraphClient(pipeline, tokens, new Uri(endpoint, "v1.0"), new ServiceClock(options.Time), options.Time);
        return new GraphConnection(options, endpoint, http, client, grants);
    }

    /// <summary>Closes the sockets. Requests that are under way fail.</summary>
    public void Dispose()
    {
        IsClosed = true;
        _http.Dispose();
    }

    private static async Task<string> FirstTokenAsync(TokenCredential credential, string[] scopes, CancellationToken cancellationToken)
    {
        try
        {
            var token = await credential.GetTokenAsync(new TokenRequestContext(scopes, isCaeEnabled: true), cancellationToken).ConfigureAwait(false);
            return token.Token;
        }
        catch (AuthenticationFailedException failure)
        {
            throw new TapServiceException(ErrorTable.SignInFailed(failure));
        }
    }
}
