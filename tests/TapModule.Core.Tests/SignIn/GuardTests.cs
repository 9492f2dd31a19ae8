using System.Net;
using TapModule.Authority.Server;
using TapModule.Core.Connections;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.SignIn;
using TapModule.Core.SignIn.Methods;

namespace TapModule.Core.Tests.SignIn;

public sealed class GuardTests : SignInTest
{
    private const string Opaque = "an-opaque-token-that-is-no-jwt-0123456789";

    [Fact]
    public async Task A_token_that_cannot_be_read_is_used_as_it_is()
    {
        var connection = await GivenAsync(Opaque);

        await connection.Client.SendAsync(new GraphRequest(GraphVerb.Get, "/users"), Watch, CancellationToken.None);

        Assert.False(connection.Grants.IsReadable);
        Assert.Equal(Opaque, Assert.Single(Graph.Tokens));
        Assert.Null(connection.Refusal("New-TapPass"));
        Assert.All(connection.Allowances, allowance => Assert.Null(allowance.IsAllowed));
    }

    [Theory]
    [InlineData("http://graph.example.org")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("https://graph.example.org/?q=1")]
    [InlineData("https://me@graph.example.org/")]
    public async Task An_endpoint_that_would_put_the_token_at_risk_is_refused(string endpoint)
    {
        var error = await RefusedAsync(new AccessTokenSignIn(Secure(Opaque)), options => options with { GraphEndpoint = new Uri(endpoint) });

        Assert.Equal(TapErrorId.UnsafeEndpoint, error.Reason);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000")]
    [InlineData("http://localhost:5000/graph")]
    [InlineData("http://[::1]:5000")]
    [InlineData("https://proxy.example.org")]
    public async Task Https_and_loopback_are_good_endpoints(string endpoint)
    {
        var connection = await GivenAsync(Opaque, options => options with { GraphEndpoint = new Uri(endpoint) });

        await connection.Client.SendAsync(new GraphRequest(GraphVerb.Get, "/users"), Watch, CancellationToken.None);

        Assert.Equal(endpoint + "/v1.0/users", Assert.Single(Graph.Addresses).AbsoluteUri);
    }

    [Fact]
    public async Task China_is_refused_with_the_reason_before_anything_is_sent()
    {
        var error = await RefusedAsync(new AccessTokenSignIn(Secure(Opaque)), options => options with { Cloud = GraphCloud.China });

        Assert.Equal(TapErrorId.CloudNotSupported, error.Reason);
        Assert.Contains("China", error.Message, StringComparison.Ordinal);
    }

    /// <summary>That nothing leaks says something only where there is something to hear.</summary>
    [Fact]
    public async Task The_leak_tests_hear_what_the_HTTP_stack_tells()
    {
        var connection = await GivenAsync(Opaque, options => options with { GraphEndpoint = Server.Address, Handler = Trusting });

        await connection.Client.SendAsync(new GraphRequest(GraphVerb.Get, "/users/a-mark-in-the-path"), Watch, CancellationToken.None);

        Assert.Contains(Watch.Texts, text => text.StartsWith("System.Net.Http RequestStart", StringComparison.Ordinal) && text.Contains("a-mark-in-the-path", StringComparison.Ordinal));
        Assert.Contains(Watch.Texts, text => text.StartsWith("activity System.Net.Http", StringComparison.Ordinal) && text.Contains("a-mark-in-the-path", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_so_the_token_goes_nowhere_else()
    {
        var connection = await GivenAsync(Opaque);
        Graph.Answer = (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.TemporaryRedirect) { Headers = { Location = new Uri("https://elsewhere.example.org/") } });

        var reply = await connection.Client.SendAsync(new GraphRequest(GraphVerb.Get, "/users"), Watch, CancellationToken.None);

        Assert.Equal(307, reply.Status);
        Assert.Equal("graph.microsoft.com", Assert.Single(Graph.Addresses).Host);
    }

    [Theory]
    [InlineData("https://elsewhere.example.org/v1.0/users?$skiptoken=x")]
    [InlineData("http://graph.microsoft.com/v1.0/users?$skiptoken=x")]
    [InlineData("https://graph.microsoft.com.example.org/v1.0/users")]
    [InlineData("https://graph.microsoft.com:444/v1.0/users")]
    [InlineData("/v1.0/users")]
    public async Task A_next_link_to_another_place_is_refused(string link)
    {
        var connection = await GivenAsync(Opaque);

        Assert.Equal(TapErrorId.GraphError, Assert.Throws<TapServiceException>(() => connection.Client.PathOf(link)).Error.Reason);
        Assert.Equal("/users?$skiptoken=x", connection.Client.PathOf("https://graph.microsoft.com/v1.0/users?$skiptoken=x"));
    }

    [Fact]
    public async Task A_Graph_whose_certificate_is_not_trusted_is_told_at_once_and_gets_no_token()
    {
        var connection = await GivenAsync(Opaque, options => options with { GraphEndpoint = Server.Address, Handler = null });

        var failure = await Assert.ThrowsAsync<TapServiceException>(() => connection.Client.SendAsync(new GraphRequest(GraphVerb.Get, "/users"), Watch, CancellationToken.None));

        Watch.Note(failure);
        Assert.Equal(TapErrorId.ServiceUnavailable, failure.Error.Reason);
        Assert.Contains("certificate is invalid", failure.Error.Message, StringComparison.Ordinal);
        Assert.Empty(State.Requests);
    }

    [Theory]
    [InlineData("https://management.azure.com", "token for Microsoft Graph")]
    [InlineData("https://graph.microsoft.us", "-Environment USGov")]
    public async Task A_token_for_another_service_or_cloud_is_refused_at_once(string audience, string advice)
    {
        var error = await RefusedAsync(new AccessTokenSignIn(Secure(Token(audience))));

        Assert.Equal(TapErrorId.AuthenticationFailed, error.Reason);
        Assert.Contains(audience, error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://graph.microsoft.com")]
    [InlineData("https://graph.microsoft.com/")]
    [InlineData("00000003-0000-0000-c000-000000000000")]
    public async Task Graphs_audience_has_several_names(string audience) => Assert.True((await GivenAsync(Token(audience))).Grants.IsReadable);

    [Fact]
    public async Task A_given_token_that_has_expired_is_refused_at_once()
    {
        var error = await RefusedAsync(new AccessTokenSignIn(Secure(Token("https://graph.microsoft.com", DateTimeOffset.UtcNow.AddMinutes(-1)))));

        Assert.Equal(TapErrorId.AuthenticationFailed, error.Reason);
        Assert.Contains("expired at", error.Message, StringComparison.Ordinal);
    }

    private Task<GraphConnection> GivenAsync(string token, Func<ConnectionOptions, ConnectionOptions>? change = null) => OpenAsync(new AccessTokenSignIn(Secure(token)), change);

    private static string Token(string audience, DateTimeOffset? expiresOn = null) => Jwt.Sign(AuthorityState.Key, new Dictionary<string, object>
    {
        ["aud"] = audience,
        ["scp"] = "Policy.Read.AuthenticationMethod",
        ["exp"] = (expiresOn ?? DateTimeOffset.UtcNow.AddHours(1)).ToUnixTimeSeconds(),
    });
}
