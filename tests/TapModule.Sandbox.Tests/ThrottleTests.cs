using System.Globalization;
using TapModule.Sandbox.Tests.Support;

namespace TapModule.Sandbox.Tests;

public sealed class ThrottleTests() : WireTests(Door.Http)
{
    private const string Me = "/v1.0/me";

    private SandboxThrottle Throttle => Graph.Faults.Throttle;

    [Fact]
    public async Task A_token_bucket_grants_its_rate_and_a_burst()
    {
        (Throttle.RatePerSecond, Throttle.Burst) = (0.5, 2);

        Assert.Equal([200, 200, 429, 429], await AskAsync(4));
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([200, 429], await AskAsync(2));
        Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal([200, 200, 429], await AskAsync(3));
        Assert.Equal(4, Graph.Record.Counters.ItemsRefused);
    }

    [Fact]
    public async Task A_window_grants_a_number_of_requests()
    {
        (Throttle.WindowLimit, Throttle.WindowSeconds) = (2, 10);

        Assert.Equal([200, 200, 429], await AskAsync(3));
        Clock.Advance(TimeSpan.FromSeconds(9));
        var refused = await GetAsync(Me);
        Assert.Equal((429, "1"), (refused.Status, refused.Header("Retry-After")));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([200, 200, 429], await AskAsync(3));
    }

    [Fact]
    public async Task The_refusal_has_the_documented_shape()
    {
        Throttle.RatePerSecond = 0;
        var refused = (await CreateBatchAsync("megan.bowen", "adele.vance")).Items["2"];

        Assert.Equal((429, "TooManyRequests", "Please retry again later."), (refused.Status, refused.ErrorCode, refused.ErrorMessage));
        var inner = refused.Error.GetProperty("innerError");
        Assert.Equal("429", inner.GetProperty("code").GetString());
        Assert.Equal("Please retry after", inner.GetProperty("message").GetString());
        Assert.Equal("429", inner.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Items_are_judged_one_by_one()
    {
        (Throttle.RatePerSecond, Throttle.Burst) = (1, 2);

        var batch = await CreateBatchAsync("megan.bowen", "adele.vance", "lynne.robbins");

        Assert.Equal(200, batch.Envelope.Status);
        Assert.Equal([201, 201, 429], batch.Statuses);
        Assert.Equal("1", batch.Items["3"].Header("Retry-After"));
        Assert.Null(Tenant.CurrentPass(Upn("lynne.robbins")));
    }

    [Fact]
    public async Task A_batch_can_be_refused_as_a_whole()
    {
        (Graph.Faults.EnvelopeThrottle.WindowLimit, Graph.Faults.EnvelopeThrottle.WindowSeconds) = (1, 5);

        Assert.Equal(200, (await CreateBatchAsync("megan.bowen", "adele.vance")).Envelope.Status);
        var refused = (await CreateBatchAsync("lynne.robbins", "miriam.graham")).Envelope;
        Assert.Equal((429, "TooManyRequests", "5"), (refused.Status, refused.ErrorCode, refused.Header("Retry-After")));
        Assert.Equal(200, (await GetAsync(Me)).Status);
        Assert.Equal(2, Tenant.PassesIssued);
        Assert.Equal((1, 0), (Graph.Record.Counters.EnvelopesRefused, Graph.Record.Counters.ItemsRefused));
    }

    [Theory]
    [InlineData(SandboxRetryAfter.None, null)]
    [InlineData(SandboxRetryAfter.WholeSeconds, "3")]
    [InlineData(SandboxRetryAfter.DecimalSeconds, "2.128")]
    [InlineData(SandboxRetryAfter.HttpDate, "Mon, 02 Mar 2026 08:00:03 GMT")]
    [InlineData(SandboxRetryAfter.Fixed, "180")]
    public async Task The_time_to_come_back_has_many_forms(SandboxRetryAfter form, string? expected)
    {
        (Throttle.WindowLimit, Throttle.WindowSeconds) = (1, 2.128);
        (Throttle.RetryAfter, Throttle.FixedRetryAfter) = (form, "180");

        Assert.Equal(200, (await GetAsync(Me)).Status);
        var refused = await GetAsync(Me);

        Assert.Equal((429, expected), (refused.Status, refused.Header("Retry-After")));
    }

    [Fact]
    public async Task Who_waits_as_told_is_let_in()
    {
        (Throttle.RatePerSecond, Throttle.RetryAfter) = (0.7, SandboxRetryAfter.DecimalSeconds);

        for (var round = 0; round < 20; round++)
        {
            Assert.Equal(200, (await GetAsync(Me)).Status);
            var refused = await GetAsync(Me);
            Assert.Equal(429, refused.Status);

            // What is told has three decimals.
            Clock.Advance(TimeSpan.FromSeconds(double.Parse(refused.Header("Retry-After")!, CultureInfo.InvariantCulture) + 0.0005));
        }
    }

    [Fact]
    public async Task Insisting_can_use_up_the_limit()
    {
        (Throttle.RatePerSecond, Throttle.Burst, Throttle.RefusedCount) = (1, 3, true);

        Assert.Equal([200, 200, 200, 429, 429], await AskAsync(5));
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([429], await AskAsync(1));
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([200, 429], await AskAsync(2));
    }

    [Fact]
    public async Task The_rate_can_change_on_the_way()
    {
        (Throttle.RatePerSecond, Throttle.Burst) = (1, 10);
        await AskAsync(10);

        Throttle.RatePerSecond = 4;
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([200, 429], await AskAsync(2));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([200, 200, 200, 200, 429], await AskAsync(5));
        Throttle.RatePerSecond = null;
        Assert.All(await AskAsync(30), status => Assert.Equal(200, status));
    }

    [Fact]
    public async Task Answers_can_show_how_much_of_the_limit_is_used()
    {
        (Throttle.WindowLimit, Throttle.ShowsPercentage) = (10, true);

        Assert.Null((await GetAsync(Me)).Header("x-ms-throttle-limit-percentage"));
        await AskAsync(7);
        Assert.Equal("0.9", (await GetAsync(Me)).Header("x-ms-throttle-limit-percentage"));
        Assert.Equal("1.0", (await GetAsync(Me)).Header("x-ms-throttle-limit-percentage"));
        var refused = await GetAsync(Me);
        Assert.Equal((429, "1.1"), (refused.Status, refused.Header("x-ms-throttle-limit-percentage")));
    }

    private async Task<List<int>> AskAsync(int times)
    {
        var statuses = new List<int>();
        while (statuses.Count < times) statuses.Add((await GetAsync(Me)).Status);
        return statuses;
    }
}
