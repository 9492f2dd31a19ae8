using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.Tests.SignIn;
using TapModule.Core.Tests.Support;
using TapModule.Core.Users;

namespace TapModule.Core.Tests.Graph;

/// <summary>A list that does not end by itself is ended.</summary>
public sealed class PagingTests
{
    private const string Root = "https://graph.microsoft.com/v1.0";

    [Theory]
    [InlineData("/users?a")]
    [InlineData("/users?a", "/users?b", "/users?a")]
    [InlineData("/users?a", "/users?b", "/users?b")]
    public async Task A_page_that_leads_back_ends_with_an_error(params string[] pages)
    {
        var asked = 0;
        using var graph = new StubGraph { Answer = (_, _) => Task.FromResult(Page(pages[Math.Min(asked++, pages.Length - 1)])) };
        using var connection = await Given.ConnectAsync(options => options with { Handler = graph });

        var failure = await Assert.ThrowsAsync<TapServiceException>(() => connection.Requester.ReadPagesAsync(new GraphRequest(GraphVerb.Get, "/users?a"), _ => { }, NullLog.Instance, default));

        Assert.Contains("leads back", failure.Error.Message, StringComparison.Ordinal);
        Assert.InRange(graph.Addresses.Count, 1, pages.Length);
    }

    [Fact]
    public async Task A_list_of_users_that_leads_back_ends_with_an_error()
    {
        using var graph = new StubGraph { Answer = (_, _) => Task.FromResult(Page("/users?$skiptoken=x")) };
        using var connection = await Given.ConnectAsync(options => options with { Handler = graph });
        var listing = new UserListing(connection);
        var page = await listing.ReadAsync(UserListing.All(null), NullLog.Instance, default);

        await Assert.ThrowsAsync<TapServiceException>(() => listing.ReadAsync(page.Next!, NullLog.Instance, default));
    }

    [Fact]
    public async Task A_list_with_always_another_page_is_ended()
    {
        var asked = 0;
        using var graph = new StubGraph { Answer = (_, _) => Task.FromResult(Page($"/users?{++asked}")) };
        using var connection = await Given.ConnectAsync(options => options with { Handler = graph });

        var failure = await Assert.ThrowsAsync<TapServiceException>(() => connection.Requester.ReadPagesAsync(new GraphRequest(GraphVerb.Get, "/users"), _ => { }, NullLog.Instance, default));

        Assert.Contains("pages", failure.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_that_cannot_be_read_is_not_left_out_in_silence()
    {
        using var graph = new StubGraph { Answer = (_, _) => Task.FromResult(StubGraph.Ok("""{"value":[{"id":"1"},{"id":"\ud83d"}]}""")) };
        using var connection = await Given.ConnectAsync(options => options with { Handler = graph });

        await Assert.ThrowsAsync<TapServiceException>(() => new UserListing(connection).ReadAsync(UserListing.All(null), NullLog.Instance, default));
    }

    private static HttpResponseMessage Page(string next) => StubGraph.Ok($$"""{"value":[],"@odata.nextLink":"{{Root}}{{next}}"}""");
}
