using System.Net;
using TapModule.Authority.Server;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.Tests.SignIn;
using TapModule.Core.Tests.Support;

namespace TapModule.Core.Tests.Graph;

/// <summary>The system's proxy: not for what stays on this machine, and its password in no text.</summary>
[Collection(EnvironmentScope.Collection)]
public sealed class ProxyTests : IDisposable
{
    private readonly IWebProxy _systems = HttpClient.DefaultProxy;
    private readonly EnvironmentScope _environment = new();

    public void Dispose() => HttpClient.DefaultProxy = _systems;

    [Fact]
    public async Task A_token_for_this_machine_goes_through_no_proxy()
    {
        await using var proxy = new RawServer(RawServer.Answer("""{"value":["from the proxy"]}"""));
        await using var server = new RawServer(RawServer.Answer("""{"value":[]}"""));
        HttpClient.DefaultProxy = new ProxyFor(proxy.Address, server.Address.Port);
        using var connection = await Given.ConnectAsync(server.Address);

        await connection.Client.SendAsync(new GraphRequest(GraphVerb.Get, "/users"), NullLog.Instance, default);

        Assert.Empty(proxy.Requests);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_secret_for_an_authority_on_this_machine_goes_through_no_proxy()
    {
        await using var proxy = new RawServer(RawServer.Answer("{}", "502 Bad Gateway"));
        await using var authority = await AuthorityServer.StartAsync(https: false);
        authority.State.Apps["client"] = new AuthorityApp { ClientId = "client", Secrets = { "the-secret" } };
        HttpClient.DefaultProxy = new ProxyFor(proxy.Address, authority.Address.Port);

        using var connection = await Given.ConnectAsync(options => options with
        {
            SignIn = new ClientSecretSignIn(authority.State.TenantId, "client", Given.Secure("the-secret")),
            AuthorityHost = authority.Address,
        });

        Assert.Empty(proxy.Requests);
        Assert.Single(authority.State.TokenRequests);
    }

    [Fact]
    public async Task A_jobs_token_for_an_identity_endpoint_on_this_machine_goes_through_no_proxy()
    {
        await using var proxy = new RawServer(RawServer.Answer("{}", "502 Bad Gateway"));
        await using var issuer = new RawServer(RawServer.Answer("{}"));
        HttpClient.DefaultProxy = new ProxyFor(proxy.Address, issuer.Port);
        using var environment = _environment.Set("ACTIONS_ID_TOKEN_REQUEST_URL", issuer.Address + "token?x=1").Set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "job-token");

        await Assert.ThrowsAsync<TapServiceException>(() => Given.ConnectAsync(options => options with { SignIn = new GitHubActionsSignIn("tenant", "client") }));

        Assert.Empty(proxy.Requests);
        Assert.Single(issuer.Requests);
    }

    [Fact]
    public async Task A_managed_identitys_key_goes_through_no_proxy()
    {
        await using var proxy = new RawServer(RawServer.Answer("{}", "502 Bad Gateway"));
        await using var endpoint = new RawServer(RawServer.Answer("""{"access_token":"token-of-the-machine","expires_on":"4102444800","resource":"x","token_type":"Bearer"}"""));
        HttpClient.DefaultProxy = new ProxyFor(proxy.Address, endpoint.Port);
        using var environment = _environment.Set("IDENTITY_ENDPOINT", endpoint.Address + "msi/token").Set("IDENTITY_HEADER", "machine-key").Set("IMDS_ENDPOINT", null).Set("IDENTITY_SERVER_THUMBPRINT", null);

        using var connection = await Given.ConnectAsync(options => options with { SignIn = new ManagedIdentitySignIn { ClientId = "no-proxy-test" } });

        Assert.Empty(proxy.Requests);
        Assert.NotEmpty(endpoint.Requests);
    }

    [Fact]
    public async Task A_proxy_that_makes_no_tunnel_means_that_nothing_was_sent_and_its_password_shows_nowhere()
    {
        await using var proxy = new RawServer(RawServer.Answer("", "502 Bad Gateway"));
        HttpClient.DefaultProxy = new ProxyFor(new Uri($"http://puser:PROXYPASS@127.0.0.1:{proxy.Port}"), 4443);
        using var connection = await Given.ConnectAsync(new Uri("https://graph.proxied.example:4443"));
        var watch = new List<string>();

        var reply = await connection.Client.SendAsync(new GraphRequest(GraphVerb.Post, "/users", "{}"u8.ToArray()), new ListLog(watch), default);
        var error = reply.ToError("Issuing a pass for 'x'");

        Assert.Equal(ReplyMeaning.NotDone, reply.Meaning);
        Assert.Equal(TapErrorId.ServiceUnavailable, error.Reason);
        Assert.Contains("502", error.Message, StringComparison.Ordinal);
        Assert.All([error.ToString(), error.Message, $"{error.Cause}", new TapServiceException(error).ToString(), .. watch], text =>
        {
            Assert.DoesNotContain("PROXYPASS", text, StringComparison.Ordinal);
            Assert.DoesNotContain("puser", text, StringComparison.Ordinal);
        });
    }

    /// <summary>Claims one port only: other tests run meanwhile.</summary>
    private sealed class ProxyFor(Uri proxy, int port) : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => destination.Port == port ? proxy : null;

        public bool IsBypassed(Uri host) => host.Port != port;
    }

    private sealed class ListLog(List<string> texts) : ITapLog
    {
        public void Verbose(string message) => texts.Add(message);

        public void Debug(string message) => texts.Add(message);

        public void Warning(string message) => texts.Add(message);
    }
}
