using System.Net;
using System.Security;
using TapModule.Core.Connections;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.Users;

namespace TapModule.Core.Tests.Users;

public class UserListingTests
{
    [Fact]
    public async Task A_next_page_at_another_address_is_not_followed()
    {
        using var answers = new Answers("""{"value":[{"id":"1"}],"@odata.nextLink":"https://graph.microsoft.com.evil.example/v1.0/users?$skiptoken=x"}""");
        using var connection = await ConnectAsync(answers);

        var error = (await Assert.ThrowsAsync<TapServiceException>(() => new UserListing(connection).ReadAsync(UserListing.All(null), NullLog.Instance, default))).Error;

        Assert.Contains("graph.microsoft.com.evil.example", error.Message);
        Assert.Single(answers.Sent);
    }

    [Fact]
    public async Task An_empty_page_may_have_a_successor_and_the_header_goes_along_with_every_page()
    {
        using var answers = new Answers(
            """{"value":[],"@odata.nextLink":"https://graph.microsoft.com/v1.0/users?$skiptoken=x"}""", """{"value":[{"id":"1","userPrincipalName":"a@b"}]}""");
        using var connection = await ConnectAsync(answers);
        var listing = new UserListing(connection);

        var first = await listing.ReadAsync(UserListing.Where("startsWith(displayName,'a')", 10), NullLog.Instance, default);
        var second = await listing.ReadAsync(first.Next!, NullLog.Instance, default);

        Assert.Empty(first.Users);
        Assert.Equal("a@b", Assert.Single(second.Users).UserPrincipalName);
        Assert.Null(second.Next);
        Assert.All(answers.Sent, request => Assert.Equal("eventual", request.Headers.GetValues("ConsistencyLevel").Single()));
        Assert.Equal("/v1.0/users?$skiptoken=x", answers.Sent[1].RequestUri!.PathAndQuery);
    }

    [Theory]
    [InlineData("""{"id":"1","userPrincipalName":"a@b","creationType":"Invitation"}""", true)]
    [InlineData("""{"id":"1","userPrincipalName":"a@b","identities":[{"signInType":"federated","issuer":"ExternalAzureAD"}]}""", true)]
    [InlineData("""{"id":"1","userPrincipalName":"a@b","userType":"Guest","identities":[{"signInType":"userPrincipalName","issuer":"b"}]}""", false)]
    [InlineData("""{"id":"1","userPrincipalName":"a@b"}""", false)]
    [InlineData("""{"id":"1","userPrincipalName":"a_c#EXT#@b"}""", null)]
    [InlineData("""{"id":"1"}""", null)]
    public void A_guest_is_external_only_if_that_is_told(string json, bool? expected) =>
        Assert.Equal(expected, UserRecord.Read(System.Text.Json.JsonDocument.Parse(json).RootElement)!.IsExternalGuest);

    private static Task<GraphConnection> ConnectAsync(HttpMessageHandler handler)
    {
        var token = new SecureString();
        foreach (var letter in "token") token.AppendChar(letter);
        return GraphConnection.OpenAsync(new ConnectionOptions { SignIn = new AccessTokenSignIn(token), Handler = handler });
    }

    private sealed class Answers(params string[] bodies) : HttpMessageHandler
    {
        public List<HttpRequestMessage> Sent { get; } = [];

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent.Add(request);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(bodies[Sent.Count - 1]) };
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(Send(request, cancellationToken));
    }
}
