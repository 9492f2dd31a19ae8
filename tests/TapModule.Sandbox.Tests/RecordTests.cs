using TapModule.Sandbox.Tests.Support;

namespace TapModule.Sandbox.Tests;

public sealed class RecordTests() : WireTests(Door.Http)
{
    [Fact]
    public async Task Requests_are_kept_without_the_token()
    {
        await CreateAsync("megan.bowen", """{"lifetimeInMinutes":60}""");

        var request = Assert.Single(Graph.Record.Requests);
        Assert.Equal("POST", request.Method);
        Assert.Equal("/v1.0/users/megan.bowen%40contoso.example/authentication/temporaryAccessPassMethods", request.Path);
        Assert.Equal("""{"lifetimeInMinutes":60}""", request.Body);
        Assert.Equal("Bearer", request.Headers["authorization"]);
        Assert.Equal(Start, request.Time);
        Assert.Equal(201, request.StatusCode);
        Assert.False(request.IsBatchItem);
    }

    [Fact]
    public async Task A_batch_is_kept_with_its_items()
    {
        await GetAsync("/v1.0/me");
        await CreateBatchAsync("megan.bowen", "nobody");

        var requests = Graph.Record.Requests;
        Assert.Equal(
            ["/v1.0/me", "/v1.0/$batch", PassesOf(Upn("megan.bowen")), PassesOf(Upn("nobody"))],
            requests.Select(request => request.Path));
        Assert.Equal([200, 200, 201, 404], requests.Select(request => request.StatusCode ?? -1));
        Assert.Equal([null, null, "1", "2"], requests.Select(request => request.BatchItemId));
        Assert.Equal([1, 2, 2, 2], requests.Select(request => request.HttpRequest));
        Assert.Equal("{}", requests[2].Body);
    }

    [Fact]
    public async Task A_request_under_way_has_no_status_yet()
    {
        var gate = Graph.Gates.Hold(new());
        var held = GetAsync("/v1.0/me");
        await gate.WaitForAsync(1);

        Assert.Null(Assert.Single(Graph.Record.Requests).StatusCode);
        gate.Release();
        await held;
    }

    [Fact]
    public async Task Keeping_has_bounds_and_can_be_switched_off()
    {
        Graph.Record.Capacity = 2;
        await GetAsync("/v1.0/me?$select=id");
        await GetAsync("/v1.0/me?$select=mail");
        await GetAsync("/v1.0/organization");
        Assert.Equal(["/v1.0/me?$select=mail", "/v1.0/organization"], Graph.Record.Requests.Select(request => request.Path));

        Graph.Record.Clear();
        Graph.Record.RecordRequests = false;
        await GetAsync("/v1.0/me");
        Assert.Empty(Graph.Record.Requests);
        Assert.Equal(1, Graph.Record.Counters.Requests);
    }

    [Fact]
    public async Task Counters_tell_how_much_was_under_way_at_once()
    {
        var gate = Graph.Gates.Hold(new() { Method = "POST", PathContains = "authentication" });

        var first = CreateBatchAsync("megan.bowen", "adele.vance");
        await gate.WaitForAsync(2);
        var second = CreateAsync("lynne.robbins");
        await gate.WaitForAsync(3);
        gate.Release();
        await Task.WhenAll(first, second);

        var counters = Graph.Record.Counters;
        Assert.Equal((2, 3), (counters.Requests, counters.Items));
        Assert.Equal((2, 3, 1), (counters.MaxConcurrentRequests, counters.MaxConcurrentItems, counters.MaxConcurrentItemsPerUser));
    }

    [Fact]
    public async Task Two_requests_for_one_user_at_once_are_noticed_whatever_the_user_is_called()
    {
        var gate = Graph.Gates.Hold(new());
        var byName = CreateAsync("megan.bowen");
        await gate.WaitForAsync(1);
        var byId = PostAsync("/v1.0" + PassesOf(Tenant.FindUser(Upn("megan.bowen"))!.Id.ToString()), "{}");
        await gate.WaitForAsync(2);
        gate.Release();
        await Task.WhenAll(byName, byId);

        Assert.Equal(2, Graph.Record.Counters.MaxConcurrentItemsPerUser);
    }
}
