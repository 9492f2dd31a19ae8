using TapModule.Core.Bulk;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Passes;
using TapModule.Core.Runs;
using TapModule.Core.Tests.Support;

namespace TapModule.Core.Tests.Bulk;

/// <summary>How runs end, and what is under way meanwhile.</summary>
public sealed class EndingTests
{
    [Fact]
    public async Task Cancelling_ends_the_run_although_the_service_does_not_answer()
    {
        await using var tenant = await TestTenant.StartAsync();
        var gate = tenant.Graph.Gates.Hold(new() { Method = "POST" });
        using var cancel = new CancellationTokenSource();
        var run = Task.Run(() => tenant.Client.Issue(tenant.Rows(20), null, cancel.Token).ToList());
        await gate.WaitForAsync(1);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_token_that_ends_in_mid_run_ends_the_run_after_everything_issued_was_put_out()
    {
        await using var tenant = await TestTenant.StartAsync(users: 400);
        var outcomes = new List<PassOutcome>();

        var ending = Assert.Throws<TapServiceException>(() =>
        {
            // Small batches, one at a time: the run is far from its end when the token dies.
            foreach (var outcome in tenant.Client.Issue(tenant.Rows(400), new IssueOptions { BatchSize = 5, ThrottleLimit = 1 }))
            {
                outcomes.Add(outcome);
                if (outcomes.Count == 100) tenant.Graph.Tokens.RevokeAll();
            }
        });

        Assert.Equal(TapReason.AuthenticationFailed, ending.Error.Reason);
        Assert.All(tenant.Tenant.CurrentPasses(), held => Assert.Contains(outcomes, o => o.Pass?.TemporaryAccessPass == held.Value.TemporaryAccessPass));
    }

    [Fact]
    public async Task No_two_requests_for_one_user_are_ever_in_flight()
    {
        await using var tenant = await TestTenant.StartAsync(users: 3);
        tenant.Graph.Faults.LatencyInMilliseconds = 10;
        using var run = new BulkRun(tenant.Connection.Client, new Pace(), tenant.Connection.Retries, new BulkOptions(), NullLog.Instance);

        for (var i = 0; i < 60; i++) Assert.True(run.TryAdd(new PassReading(tenant.User(i % 3), null, i + 1)));
        var taken = Finish(run);

        Assert.Equal(60, taken.Count);
        Assert.Equal(1, tenant.Graph.Record.Counters.MaxConcurrentItemsPerUser);
    }

    [Fact]
    public async Task A_part_filled_batch_does_not_wait_for_a_producer_that_has_stopped()
    {
        await using var tenant = await TestTenant.StartAsync();
        using var run = new BulkRun(tenant.Connection.Client, new Pace(), tenant.Connection.Retries, new BulkOptions(), NullLog.Instance);

        for (var i = 0; i < 7; i++) run.TryAdd(new PassReading(tenant.User(i), null, i + 1));

        // No more rows come, and nobody says so.
        for (var i = 0; i < 7; i++) Assert.True(run.TryTake(out _, TimeSpan.FromSeconds(10), default));
    }

    [Fact]
    public async Task The_engine_takes_in_no_more_than_its_capacity()
    {
        await using var tenant = await TestTenant.StartAsync(users: 200);
        tenant.Graph.Gates.Hold(new() { Method = "GET" });
        var options = new BulkOptions { BatchSize = 2, ThrottleLimit = 2 };
        using var run = new BulkRun(tenant.Connection.Client, new Pace(), tenant.Connection.Retries, options, NullLog.Instance);

        var added = 0;
        while (run.TryAdd(new PassReading(tenant.User(added), null, added + 1))) added++;

        Assert.Equal(options.Capacity, added);
    }

    [Fact]
    public async Task Holding_brings_what_is_under_way_to_its_end_and_sends_nothing_new()
    {
        await using var tenant = await TestTenant.StartAsync(users: 60);
        var gate = tenant.Graph.Gates.Hold(new() { Method = "POST" });
        using var run = new BulkRun(tenant.Connection.Client, new Pace(), tenant.Connection.Retries, new BulkOptions(), NullLog.Instance);
        for (var i = 0; i < 60; i++) run.TryAdd(new PassCreation(new PassRequest { UserId = tenant.User(i) }, i + 1));
        await gate.WaitForAsync(1);

        run.Hold();
        gate.Release();
        var taken = 0;
        while (!run.IsQuiet)
        {
            if (run.TryTake(out _, TimeSpan.FromSeconds(1), default)) taken++;
        }

        Assert.InRange(taken, 1, 59);
        Assert.Equal(taken, tenant.Tenant.PassesIssued);
        run.Resume();
        Assert.Equal(60 - taken, Finish(run).Count);
    }

    private static List<RowOutcome> Finish(BulkRun run)
    {
        run.Complete();
        var taken = new List<RowOutcome>();
        while (!run.IsFinished)
        {
            if (run.TryTake(out var outcome, TimeSpan.FromSeconds(1), default)) taken.Add(outcome!);
        }

        return taken;
    }
}
