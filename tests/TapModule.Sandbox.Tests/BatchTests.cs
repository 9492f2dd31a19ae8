using TapModule.Sandbox.Tests.Support;

namespace TapModule.Sandbox.Tests;

public abstract class BatchTests(Door door) : WireTests(door)
{
    private const string Me = "/me";
    private const string AfterFirst = ",\"dependsOn\":[\"1\"]";

    [Fact]
    public async Task Each_item_has_its_own_status_headers_and_body()
    {
        var batch = await BatchAsync(
            BatchAnswer.Item("create", "POST", PassesOf(Upn("megan.bowen")), """{"lifetimeInMinutes":60}"""),
            BatchAnswer.Item("refuse", "POST", PassesOf(Upn("adele.vance")), """{"lifetimeInMinutes":1}"""),
            BatchAnswer.Item("missing", "GET", PassesOf(Upn("nobody"))),
            BatchAnswer.Item("list", "GET", PassesOf(Upn("lynne.robbins")).TrimStart('/')));

        Assert.Equal((201, 400, 404, 200), (
            batch.Items["create"].Status, batch.Items["refuse"].Status, batch.Items["missing"].Status, batch.Items["list"].Status));
        var code = batch.Items["create"].Body.GetProperty("temporaryAccessPass").GetString();
        Assert.Equal(Tenant.CurrentPass(Upn("megan.bowen"))!.TemporaryAccessPass, code);
        Assert.Equal(
            batch.Items["refuse"].Header("request-id"),
            batch.Items["refuse"].Error.GetProperty("innerError").GetProperty("request-id").GetString());
        Answer[] all = [batch.Envelope, .. batch.Items.Values];
        Assert.Equal(5, all.Select(answer => answer.Header("request-id")).Distinct().Count());
    }

    [Fact]
    public async Task An_empty_answer_has_a_null_body()
    {
        var id = (await CreateAsync("megan.bowen")).Body.GetProperty("id").GetString();

        var batch = await BatchAsync(BatchAnswer.Item("1", "DELETE", $"{PassesOf(Upn("megan.bowen"))}/{id}"));

        Assert.Equal((204, "null"), (batch.Items["1"].Status, batch.Items["1"].Text));
    }

    [Fact]
    public async Task Items_belong_to_the_version_of_the_batch()
    {
        var items = BatchAnswer.Item("1", "POST", PassesOf(Upn("megan.bowen")), "{}");

        var beta = new BatchAnswer(await PostAsync("/beta/$batch", $$"""{"requests":[{{items}}]}"""));

        Assert.False(beta.Items["1"].Body.TryGetProperty("isUsable", out _));
        Assert.Equal(400, (await BatchAsync(BatchAnswer.Item("1", "GET", "/v1.0/me"))).Items["1"].Status);
    }

    [Fact]
    public async Task Twenty_items_are_the_most()
    {
        string[] items = [.. Enumerable.Range(1, 21).Select(id => BatchAnswer.Item($"{id}", "GET", Me))];

        Assert.Equal(20, (await BatchAsync(items[..20])).Items.Count);
        var refused = (await BatchAsync(items)).Envelope;
        Assert.Equal(400, refused.Status);
        Assert.Equal("Number of batch request steps exceeds the maximum value of 20.", refused.ErrorMessage);
    }

    public static TheoryData<string> MalformedBatches =>
    [
        "",
        "[]",
        "{",
        "{}",
        """{"requests":[]}""",
        """{"requests":{}}""",
        """{"requests":[1]}""",
        """{"requests":[{"method":"GET","url":"/me"}]}""",
        """{"requests":[{"id":1,"method":"GET","url":"/me"}]}""",
        """{"requests":[{"id":"1","url":"/me"}]}""",
        """{"requests":[{"id":"1","method":"GET"}]}""",
        """{"requests":[{"id":"a","method":"GET","url":"/me"},{"id":"A","method":"GET","url":"/me"}]}""",
        """{"requests":[{"id":"1","method":"GET","url":"https://graph.microsoft.com/v1.0/me"}]}""",
        """{"requests":[{"id":"1","method":"POST","url":"/$batch","headers":{"Content-Type":"application/json"},"body":{}}]}""",
        """{"requests":[{"id":"1","method":"POST","url":"/me/getMemberGroups","body":{}}]}""",
        """{"requests":[{"id":"1","method":"POST","url":"/me/getMemberGroups","headers":{"Content-Type":"application/json"}}]}""",
        """{"requests":[{"id":"1","method":"GET","url":"/me","dependsOn":["2"]}]}""",
        """{"requests":[{"id":"1","method":"GET","url":"/me","dependsOn":["1"]}]}""",
    ];

    [Theory]
    [MemberData(nameof(MalformedBatches))]
    public async Task A_malformed_batch_is_refused_as_a_whole(string body)
    {
        var refused = await PostAsync("/v1.0/$batch", body);

        Assert.Equal((400, "BadRequest"), (refused.Status, refused.ErrorCode));
    }

    [Fact]
    public async Task An_item_whose_dependency_fails_is_not_run()
    {
        var batch = await BatchAsync(
            BatchAnswer.Item("2", "POST", PassesOf(Upn("adele.vance")), "{}", AfterFirst),
            BatchAnswer.Item("1", "POST", PassesOf(Upn("nobody")), "{}"),
            BatchAnswer.Item("3", "POST", PassesOf(Upn("megan.bowen")), "{}"));

        Assert.Equal([404, 424, 201], batch.Statuses);
        Assert.Null(Tenant.CurrentPass(Upn("adele.vance")));
    }

    [Fact]
    public async Task An_item_whose_dependency_succeeds_is_run_after_it()
    {
        var batch = await BatchAsync(
            BatchAnswer.Item("2", "GET", PassesOf(Upn("adele.vance")), extra: AfterFirst),
            BatchAnswer.Item("1", "POST", PassesOf(Upn("adele.vance")), "{}"));

        Assert.Single(batch.Items["2"].Value);
    }

    [Fact]
    public async Task A_batch_takes_as_long_as_one_request()
    {
        Graph.Faults.LatencyInMilliseconds = 1000;

        var batch = CreateBatchAsync("megan.bowen", "adele.vance", "lynne.robbins");
        await Clock.WaitForTimersAsync(3);
        Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([201, 201, 201], (await batch).Statuses);
        Assert.Equal(3, Graph.Record.Counters.MaxConcurrentItems);
    }

    [Fact]
    public async Task Items_can_be_made_to_queue()
    {
        Graph.Faults.LatencyInMilliseconds = 1000;
        Graph.Faults.SerialItems = true;

        var batch = CreateBatchAsync("megan.bowen", "adele.vance", "lynne.robbins");
        for (var item = 0; item < 3; item++)
        {
            Assert.False(batch.IsCompleted);
            await Clock.WaitForTimersAsync(1);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([201, 201, 201], (await batch).Statuses);
        Assert.Equal(Start.AddSeconds(1), Tenant.CurrentPass(Upn("megan.bowen"))!.CreatedDateTime);
        Assert.Equal(Start.AddSeconds(3), Tenant.CurrentPass(Upn("lynne.robbins"))!.CreatedDateTime);
    }

    public sealed class InProcess() : BatchTests(Door.InProcess);

    public sealed class OverHttp() : BatchTests(Door.Http);
}
