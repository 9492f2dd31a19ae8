using TapModule.Sandbox.Tests.Support;

namespace TapModule.Sandbox.Tests;

public abstract class FaultTests(Door door) : WireTests(door)
{
    private const string User = "megan.bowen";

    private bool HasPass => Tenant.CurrentPass(Upn(User)) is not null;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_can_be_dropped_before_or_after_the_work(bool afterWork)
    {
        Graph.Faults.Script(new() { Method = "POST", User = Upn(User), Action = SandboxFaultAction.Drop, AfterWork = afterWork });

        Assert.Equal(201, (await CreateAsync("adele.vance")).Status);
        await Assert.ThrowsAsync<HttpRequestException>(() => CreateAsync(User));
        Assert.Equal(afterWork, HasPass);
        Assert.Equal(201, (await CreateAsync(User)).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_drop_for_one_item_takes_the_whole_batch(bool afterWork)
    {
        Graph.Faults.Script(new() { User = Upn(User), Action = SandboxFaultAction.Drop, AfterWork = afterWork });

        await Assert.ThrowsAsync<HttpRequestException>(() => CreateBatchAsync("adele.vance", User));

        Assert.Equal(afterWork ? 2 : 0, Tenant.PassesIssued);
        Assert.Equal(0, Graph.Record.Requests[0].StatusCode);
    }

    [Fact]
    public async Task An_answer_can_end_in_the_middle()
    {
        Graph.Faults.CutShort = 1;

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => CreateAsync(User));
        Assert.IsAssignableFrom<IOException>(error.InnerException);
        Assert.True(HasPass);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1.0/me");
        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var promised = response.Content.Headers.ContentLength!.Value;
        var buffer = new byte[promised];
        await body.ReadExactlyAsync(buffer.AsMemory(0, (int)promised / 2));
        await Assert.ThrowsAnyAsync<IOException>(async () => await body.ReadExactlyAsync(buffer.AsMemory(0, 1)));
    }

    [Fact]
    public async Task An_answer_without_a_body_is_lost_as_a_whole()
    {
        var id = (await CreateAsync(User)).Body.GetProperty("id").GetString();
        Graph.Faults.CutShort = 1;

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync("DELETE", $"/v1.0{PassesOf(Upn(User))}/{id}"));
        Assert.False(HasPass);
    }

    [Fact]
    public async Task An_answer_can_be_garbage()
    {
        Graph.Faults.Garbage = 1;

        var answer = await CreateAsync(User);

        Assert.Equal((201, "text/html"), (answer.Status, answer.Header("Content-Type")));
        Assert.StartsWith("<html>", answer.Text, StringComparison.Ordinal);
        Assert.True(HasPass);
    }

    [Fact]
    public async Task Connections_fail_as_often_as_they_are_told_to()
    {
        (Graph.Faults.DropBeforeWork, Graph.Faults.DropAfterWork) = (0.3, 0.3);

        var first = await RunAsync();
        Graph.Faults.Seed = 1;
        var second = await RunAsync();

        Assert.InRange(first.Count(survived => survived), 10, 40);
        Assert.Equal(first, second);

        async Task<List<bool>> RunAsync()
        {
            var survived = new List<bool>();
            while (survived.Count < 50) survived.Add(await Record.ExceptionAsync(() => GetAsync("/v1.0/me")) is null);
            return survived;
        }
    }

    [Theory]
    [InlineData(500, "InternalServerError", false)]
    [InlineData(500, "InternalServerError", true)]
    [InlineData(502, "BadGateway", false)]
    [InlineData(502, "BadGateway", true)]
    [InlineData(503, "serviceNotAvailable", false)]
    [InlineData(503, "serviceNotAvailable", true)]
    [InlineData(504, "GatewayTimeout", false)]
    [InlineData(504, "GatewayTimeout", true)]
    public async Task The_service_can_fail_before_or_after_the_work(int status, string code, bool afterWork)
    {
        var rate = status switch
        {
            500 => Graph.Faults.InternalServerError,
            502 => Graph.Faults.BadGateway,
            503 => Graph.Faults.ServiceUnavailable,
            _ => Graph.Faults.GatewayTimeout,
        };
        (rate.Probability, rate.AfterWork, rate.RetryAfter) = (1, afterWork ? 1 : 0, "7");

        var plain = await CreateAsync(User);
        Assert.Equal((status, code, "7"), (plain.Status, plain.ErrorCode, plain.Header("Retry-After")));
        Assert.Equal(afterWork, HasPass);

        rate.RetryAfter = null;
        var batch = await CreateBatchAsync("adele.vance", "lynne.robbins");
        Assert.Equal(200, batch.Envelope.Status);
        Assert.Equal([status, status], batch.Statuses);
        Assert.Null(batch.Items["1"].Header("Retry-After"));
        Assert.Equal(afterWork ? 3 : 0, Tenant.PassesIssued);
    }

    [Fact]
    public async Task Items_fail_one_by_one()
    {
        Graph.Faults.ServiceUnavailable.Probability = 0.5;

        var batch = await BatchAsync([.. Enumerable.Range(1, 20).Select(id => BatchAnswer.Item($"{id}", "GET", "/me"))]);

        Assert.InRange(batch.Statuses.Count(status => status == 503), 3, 17);
    }

    [Fact]
    public async Task A_script_strikes_in_its_order_and_then_no_more()
    {
        Graph.Faults.Script(new() { Method = "GET", PathContains = "/ME", Skip = 1, Times = 2, StatusCode = 504 });
        Graph.Faults.Script(new() { PathContains = "/me", StatusCode = 418 });

        Assert.Equal(2, Graph.Faults.ScriptLength);
        int[] statuses = [await StatusAsync(), await StatusAsync(), await StatusAsync(), await StatusAsync()];
        Assert.Equal([418, 504, 504, 200], statuses);
        Assert.Equal(0, Graph.Faults.ScriptLength);

        async Task<int> StatusAsync() => (await GetAsync("/v1.0/me")).Status;
    }

    [Theory]
    [InlineData("megan.bowen@contoso.example")]
    [InlineData("MEGAN.BOWEN@contoso.example")]
    [InlineData("00000003-05e7-4a9d-9e0f-c0de5a9db0c5")]
    public async Task A_script_knows_a_user_by_every_name(string name)
    {
        Graph.Faults.Script(new() { User = name, StatusCode = 429, RetryAfter = "42" });

        var refused = (await CreateBatchAsync("adele.vance", User)).Items["2"];

        Assert.Equal((429, "TooManyRequests", "42"), (refused.Status, refused.ErrorCode, refused.Header("Retry-After")));
        Assert.Equal(1, Graph.Record.Counters.ItemsRefused);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    public async Task A_script_can_strike_a_batch_as_a_whole(bool afterWork, int issued)
    {
        Graph.Faults.Script(new() { PathContains = "$batch", StatusCode = 503, AfterWork = afterWork, RetryAfter = "1" });

        var envelope = (await CreateBatchAsync("adele.vance", User)).Envelope;

        Assert.Equal((503, "1"), (envelope.Status, envelope.Header("Retry-After")));
        Assert.Equal(issued, Tenant.PassesIssued);
    }

    [Fact]
    public async Task Items_can_be_missing_in_the_answer()
    {
        Graph.Faults.Script(new() { User = Upn(User), Action = SandboxFaultAction.Omit });

        var batch = await CreateBatchAsync("adele.vance", User, "lynne.robbins");
        Assert.Equal(["1", "3"], batch.Order);
        Assert.True(HasPass);

        Graph.Faults.OmitItem = 1;
        Assert.Empty((await CreateBatchAsync("adele.vance", User)).Items);
    }

    [Fact]
    public async Task Items_can_come_in_another_order()
    {
        Graph.Faults.ShuffleItems = true;
        string[] items = [.. Enumerable.Range(1, 20).Select(id => BatchAnswer.Item($"{id}", "GET", "/me"))];

        var batch = await BatchAsync(items);

        Assert.Equal(20, batch.Items.Count);
        Assert.NotEqual(Enumerable.Range(1, 20).Select(id => $"{id}"), batch.Order);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_gives_up_may_have_its_work_done(bool workBeforeLatency)
    {
        (Graph.Faults.LatencyInMilliseconds, Graph.Faults.WorkBeforeLatency) = (200_000, workBeforeLatency);
        using var patience = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1.0" + PassesOf(Upn(User)));
        request.Content = new StringContent("{}", null, "application/json");

        var answer = Client.SendAsync(request, patience.Token);
        await Clock.WaitForTimersAsync(1);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Equal(workBeforeLatency, HasPass);
    }

    [Fact]
    public async Task One_request_can_be_slow()
    {
        Graph.Faults.Script(new() { User = Upn(User), Action = SandboxFaultAction.Delay, DelayInMilliseconds = 5000, AfterWork = true });

        var slow = CreateAsync(User);
        await Clock.WaitForTimersAsync(1);
        Assert.Equal(200, (await GetAsync("/v1.0/me")).Status);
        Assert.False(slow.IsCompleted);
        Assert.True(HasPass);

        Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(201, (await slow).Status);
    }

    [Fact]
    public async Task Jitter_adds_to_the_latency_and_no_more_than_it_says()
    {
        (Graph.Faults.LatencyInMilliseconds, Graph.Faults.JitterInMilliseconds) = (1000, 500);

        var answer = GetAsync("/v1.0/me");
        await Clock.WaitForTimersAsync(1);
        Clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(answer.IsCompleted);
        Clock.Advance(TimeSpan.FromMilliseconds(501));
        Assert.Equal(200, (await answer).Status);
    }

    public sealed class InProcess() : FaultTests(Door.InProcess);

    public sealed class OverHttp() : FaultTests(Door.Http);
}
