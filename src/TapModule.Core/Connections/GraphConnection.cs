using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.SignIn;
using TapModule.Core.SignIn.Credentials;
using TapModule.Core.SignIn.Permissions;
using TapModule.Core.SignIn.Tokens;

namespace TapModule.Core.Connections;

/// <summary>
/// A signed-in connection to one tenant. Thread-safe: several commands and runspaces may share it, and share what it has learned
/// about the service's limits. Dispose closes its sockets.
/// </summary>
public sealed class GraphConnection : IDisposable
{
    /// <summary>Microsoft Graph's own application id, which some tokens name as their audience.</summary>
    private const string GraphApplicationId = "00000003-0000-0000-c000-000000000000";

    private readonly HttpClient _http;
    private readonly TokenKeeper _tokens;
    private readonly object _gate = new();
    private readonly List<Action<TapError>> _runs = [];

    private GraphConnection(ConnectionOptions options, Uri endpoint, HttpClient http, TokenKeeper tokens, GraphClient client)
    {
        Cloud = options.Cloud;
        SignInName = options.SignIn.Name;
        GraphEndpoint = endpoint;
        _http = http;
        _tokens = tokens;
        Client = client;
        Lanes = new Lanes(options.Clock);
        Notices = PermissionCheck.Notices(Grants, Cloud);
    }

    /// <summary>The cloud signed in to.</summary>
    public GraphCloud Cloud { get; }

    /// <summary>Where the requests, and the token, go. Nowhere else.</summary>
    public Uri GraphEndpoint { get; }

    /// <summary>The way in that was taken: "DeviceCode", "ManagedIdentity".</summary>
    public string SignInName { get; }

    /// <summary>What the token in use says about itself. Changes when the token is renewed.</summary>
    public TokenGrants Grants => _tokens.Current!.Grants;

    /// <summary>What the admin should be told once, although nothing failed: that an application's token is bound by no role, for one.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>Whether <see cref="Dispose"/> was called.</summary>
    public bool IsClosed { get; private set; }

    internal GraphClient Client { get; }

    /// <summary>The best guess of the service's clock.</summary>
    public DateTimeOffset ServiceNow => Client.Clock.Now;

    internal RetryRule Retries { get; set; } = new();

    /// <summary>For requests that are made once per command.</summary>
    internal GraphRequester Requester => new(Client, Retries);

    /// <summary>What its runs share: one rate limiter for each limit of the service.</summary>
    internal Lanes Lanes { get; }

    /// <summary>Signs in and makes the connection.</summary>
    /// <param name="options">What it is to be made of.</param>
    /// <param name="cancellationToken">Cancels the sign-in.</param>
    /// <exception cref="TapServiceException">
    /// <see cref="TapErrorId.AuthenticationFailed"/>: sign-in refused, or the token is for another service. <see cref="TapErrorId.ServiceUnavailable"/>: the
    /// authority cannot be reached, or its certificate is not trusted. <see cref="TapErrorId.CloudNotSupported"/>: the cloud has no passes.
    /// <see cref="TapErrorId.UnsafeEndpoint"/>: the endpoint would put the token at risk.
    /// </exception>
    public static async Task<GraphConnection> OpenAsync(ConnectionOptions options, CancellationToken cancellationToken = default)
    {
        if (!options.Cloud.HasPasses)
            throw new TapServiceException(ErrorTable.Describe(TapErrorId.CloudNotSupported, $"The cloud '{options.Cloud.Name}' does not offer Temporary Access Passes on v1.0 of Graph."));

        var time = options.Clock;
        var endpoint = EndpointGuard.Check(options.GraphEndpoint ?? options.Cloud.Graph);
        var authority = options.AuthorityHost is { } own ? EndpointGuard.Check(own, "authority") : options.Cloud.Authority;
        var settings = new CredentialSettings(authority, options.AuthorityHost is not null, options.UseTokenCache, options.AuthorityHandler);
        var tokens = new TokenKeeper(options.SignIn, Credential(options, settings), Scopes(options), time);
        try
        {
            var first = await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
            if (options.GraphEndpoint is null) CheckAudience(first.Grants, options.Cloud);
        }
        catch
        {
            tokens.Dispose();
            throw;
        }

        var http = GraphPipeline.Create(endpoint, options.UserAgent, tokens, options.NetworkTimeout, time, options.Handler);
        var client = new GraphClient(http, tokens, new Uri(endpoint, "v1.0"), new ServiceClock(time), time);
        return new GraphConnection(options, endpoint, http, tokens, client);
    }

    /// <summary>Takes a new token now, for a caller whose rights have changed.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="TapServiceException">None can be had.</exception>
    internal async Task RenewTokenAsync(CancellationToken cancellationToken)
    {
        _tokens.Refuse(_tokens.Current!.Number, claims: null);
        await _tokens.GetAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Which of the module's commands the token allows, by the permissions that it names.</summary>
    public IReadOnlyList<CommandAllowance> Allowances => [.. CommandPermissions.All.Keys.Select(command => PermissionCheck.Of(command, Grants, Cloud))];

    /// <summary>Whether the token grants what a command needs; null where it does not tell.</summary>
    internal bool? Allows(string command) => PermissionCheck.Of(command, Grants, Cloud).IsAllowed;

    /// <summary>
    /// Tells, before anything is sent, that the token cannot do what a command needs: the smallest permission, the role and the fix. Null if
    /// it can, or does not tell what it can.
    /// </summary>
    /// <param name="command">A key of <see cref="CommandPermissions.All"/>.</param>
    public TapError? Refusal(string command) => PermissionCheck.Refusal(command, Grants, Cloud);

    /// <summary>
    /// Ends the runs that use it, in order, and takes in no more. The sockets are closed when the last of them has left.
    /// </summary>
    public void Dispose()
    {
        Action<TapError>[] runs;
        lock (_gate)
        {
            if (IsClosed) return;
            IsClosed = true;
            runs = [.. _runs];
            if (runs.Length == 0) Close();
        }

        foreach (var end in runs) end(Closed);
    }

    /// <summary>Lets a run in.</summary>
    /// <param name="end">Ends the run in order. Called, on any thread, when the connection is closed.</param>
    /// <returns>To be disposed of when the run has left.</returns>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.NotConnected"/>: it is closed.</exception>
    internal IDisposable Enter(Action<TapError> end)
    {
        lock (_gate)
        {
            if (IsClosed) throw new TapServiceException(Closed);
            _runs.Add(end);
        }

        return new Leaving(this, end);
    }

    private static TapError Closed => ErrorTable.Describe(TapErrorId.NotConnected, "The connection was closed.");

    private void Leave(Action<TapError> end)
    {
        lock (_gate)
        {
            if (_runs.Remove(end) && IsClosed && _runs.Count == 0) Close();
        }
    }

    private void Close()
    {
        _tokens.Dispose();
        _http.Dispose();
    }

    private static SignInCredential Credential(ConnectionOptions options, CredentialSettings settings)
    {
        try
        {
            return CredentialFactory.Create(options.SignIn, settings, options.Clock);
        }
        catch (Exception failure) when (failure is not (TapServiceException or NotSupportedException))
        {
            // The credentials check what they are given: an impossible tenant name, an empty client id.
            throw new TapServiceException(AuthorityErrors.Describe(failure, options.SignIn));
        }
    }

    private static string[] Scopes(ConnectionOptions options)
    {
        if (!options.SignIn.AsksForScopes) return [options.Cloud.DefaultScope];
        var names = options.Scopes.Count > 0 ? options.Scopes : PurposeScopes.For(TapPurpose.Issue, options.Cloud);
        return [.. names.Select(options.Cloud.Scope)];
    }

    /// <summary>A token for another service or cloud is worth nothing here; better said now than by a refusal of every row.</summary>
    private static void CheckAudience(TokenGrants grants, GraphCloud cloud)
    {
        if (grants.Audience is not { } audience || audience == GraphApplicationId || IsSameAddress(audience, cloud.Graph)) return;
        var other = GraphCloud.All.FirstOrDefault(c => IsSameAddress(audience, c.Graph));
        throw new TapServiceException(ErrorTable.Describe(
            TapErrorId.AuthenticationFailed,
            $"The access token is for '{audience}', not for '{cloud.Graph.Host}'.",
            advice: other is null ? "Get a token for Microsoft Graph (its audience must be Graph's address)." : $"Connect-TapGraph -Environment {other.Name}"));
    }

    private static bool IsSameAddress(string audience, Uri graph) =>
        string.Equals(audience.TrimEnd('/'), graph.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);

    private sealed class Leaving(GraphConnection connection, Action<TapError> end) : IDisposable
    {
        public void Dispose() => connection.Leave(end);
    }
}
