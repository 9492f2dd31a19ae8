using TapModule.Core.Bulk;
using TapModule.Core.Connections;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Passes;
using TapModule.Core.Runs;
using TapModule.Core.Tests.Support;

namespace TapModule.Core.Tests.Runs;

/// <summary>How runs end, and what is under way meanwhile.</summary>
public sealed class EndingTests
{
    [Fact]
    public async Task Cancelling_ends_the_run_although_the_service_does_not_answer()
    {
        await using var tenant = await TestTenant.StartAsync();
        var gate = tenant.Graph.Gates.Hold(new() { Method = "POST" });
        using var cancel = new CancellationTokenSource();
        var run = Task.Run(() => tenant.Client.IssueAsync(tenant.Rows(20), null, cancel.Token).ToBlockingEnumerable().ToList());
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
            foreach (var outcome in tenant.Client.IssueAsync(tenant.Rows(400), new IssueOptions { BatchSize = 5, ThrottleLimit = 1 }).ToBlockingEnumerable())
            {
                outcomes.Add(outcome);
                if (outcomes.Count == 100) tenant.Graph.Tokens.RevokeAll();
            }
        });

        Assert.Equal(TapErrorId.AuthenticationFailed, ending.Error.Reason);
        Assert.All(tenant.Tenant.CurrentPasses(), held => Assert.Contains(outcomes, o => o.Pass?.TemporaryAccessPass == held.Value.TemporaryAccessPass));
    }

    [Fact]
    public async Task No_two_requests_for_one_user_are_ever_in_flight()
    {
        await using var tenant = await TestTenant.StartAsync(users: 3);
        tenant.Graph.Faults.LatencyInMilliseconds = 10;
        using var run = Reading(tenant);
        var sink = new TestSink();

        sink.Carry(run, Enumerable.Range(0, 60).Select(i => new GetPassOperation(tenant.User(i % 3), null, i + 1)));

        Assert.Equal(60, sink.Outcomes.Count);
        Assert.Equal(1, tenant.Graph.Record.Counters.MaxConcurrentItemsPerUser);
    }

    [Fact]
    public async Task A_part_filled_batch_does_not_wait_for_a_producer_that_has_stopped()
    {
        await using var tenant = await TestTenant.StartAsync();
        using var run = Reading(tenant);

        for (var i = 0; i < 7; i++) run.TryAdd(new GetPassOperation(tenant.User(i), null, i + 1));

        // No more rows come, and nobody says so.
        for (var i = 0; i < 7; i++) Assert.True(run.TryTake(TimeSpan.FromSeconds(10), default, out _));
    }

    [Fact]
    public async Task A_run_takes_in_no_more_than_its_capacity()
    {
        await using var tenant = await TestTenant.StartAsync(users: 200);
        tenant.Graph.Gates.Hold(new() { Method = "GET" });
        var options = new BulkOptions { BatchSize = 2, ThrottleLimit = 2 };
        using var run = Reading(tenant, options);

        var added = 0;
        while (run.TryAdd(new GetPassOperation(tenant.User(added), null, added + 1))) added++;

        Assert.Equal(options.Capacity, added);
    }

    [Fact]
    public async Task Before_the_first_error_what_is_under_way_is_put_out_and_nothing_new_is_sent()
    {
        await using var tenant = await TestTenant.StartAsync(users: 60);
        // While the first row fails, the creates of the others are held back, so that they are under way.
        var gate = tenant.Graph.Gates.Hold(new() { Method = "POST" });
        using var issue = IssueRun.Begin(tenant.Connection, new IssueOptions { ThrottleLimit = 2, BatchSize = 10 }, NullLog.Instance);
        var atFirstError = -1L;
        var sink = new TestSink { OnTell = _ => atFirstError = atFirstError < 0 ? tenant.Tenant.PassesIssued : atFirstError };
        for (var i = 0; i < 60; i++) issue.Driver.TryAdd(Create(issue, tenant.User(i), i + 1));
        await gate.WaitForAsync(2);

        issue.Driver.Settle(RowOutcome.Failed(new RowRef(61, ""), ErrorTable.Describe(TapErrorId.InvalidRow, "The row names no user.")));
        Assert.False(issue.Driver.TryTake(TimeSpan.Zero, default, out _));
        gate.Release();
        issue.Driver.Flush(sink, default);

        Assert.InRange(atFirstError, 1, 59);
        Assert.Equal(TapErrorId.InvalidRow, sink.Outcomes[^1].Error!.Reason);
        Assert.Equal(atFirstError, sink.Outcomes.Count - 1);
        issue.Driver.Finish(sink, default);
        Assert.Equal(61, sink.Outcomes.Count);
    }

    [Fact]
    public async Task A_caller_that_ends_with_the_first_error_has_lost_nothing()
    {
        await using var tenant = await TestTenant.StartAsync(users: 200);
        var sink = new TestSink { OnTell = _ => throw new InvalidOperationException("-ErrorAction Stop") };
        using (var issue = IssueRun.Begin(tenant.Connection, new IssueOptions(), NullLog.Instance))
        {
            Assert.Throws<InvalidOperationException>(() =>
            {
                for (var i = 0; i < 200; i++) issue.Driver.Add(Create(issue, i == 90 ? "nobody@contoso.example" : tenant.User(i), i + 1), sink, default);
                issue.Driver.Finish(sink, default);
            });
        }

        Assert.Equal(tenant.Tenant.CurrentPasses().Count, sink.Outcomes.Count);
    }

    [Fact]
    public async Task A_caller_that_ends_in_the_middle_is_told_of_everybody_in_doubt()
    {
        await using var tenant = await TestTenant.StartAsync(users: 300);
        var issue = IssueRun.Begin(tenant.Connection, new IssueOptions(), NullLog.Instance);
        var put = 0;
        var sink = new TestSink { OnWrite = _ => Assert.True(++put < 25, "The downstream command fails.") };

        Assert.ThrowsAny<Exception>(() =>
        {
            for (var i = 0; i < 300; i++) issue.Driver.Add(Create(issue, tenant.User(i), i + 1), sink, default);
            issue.Driver.Finish(sink, default);
        });
        var summary = issue.Driver.Abandon();
        issue.Dispose();

        var known = sink.Outcomes.Select(outcome => outcome.Row.User).Concat(summary.InDoubt.Select(row => row.User)).ToHashSet();
        Assert.All(tenant.Tenant.CurrentPasses(), held => Assert.Contains(held.Key.UserPrincipalName, known));
        Assert.False(summary.IsComplete);
        Assert.Same(summary, issue.Driver.Abandon());
    }

    [Fact]
    public async Task Closing_the_connection_ends_its_runs_in_order()
    {
        await using var tenant = await TestTenant.StartAsync(users: 100);
        var gate = tenant.Graph.Gates.Hold(new() { Method = "POST" });
        using var issue = IssueRun.Begin(tenant.Connection, new IssueOptions { BatchSize = 5, ThrottleLimit = 1 }, NullLog.Instance);
        for (var i = 0; i < 50; i++) issue.Driver.TryAdd(Create(issue, tenant.User(i), i + 1));
        await gate.WaitForAsync(1);

        tenant.Connection.Dispose();
        gate.Release();
        var sink = new TestSink();
        var ending = Assert.Throws<TapServiceException>(() => issue.Driver.Finish(sink, default));

        Assert.Equal(TapErrorId.NotConnected, ending.Error.Reason);
        var done = sink.Outcomes.Count(outcome => outcome.Ending == RowEnding.Done);
        Assert.Equal(tenant.Tenant.PassesIssued, done);
        Assert.Contains($"{50 - done} rows that were read", ending.Error.Message, StringComparison.Ordinal);
        Assert.Equal(TapErrorId.NotConnected, Assert.Throws<TapServiceException>(() => IssueRun.Begin(tenant.Connection, new IssueOptions(), NullLog.Instance)).Error.Reason);
    }

    private static RunDriver Reading(TestTenant tenant, BulkOptions? options = null) =>
        new(tenant.Connection, Lane.Read, options ?? new BulkOptions(), explain: null, record: null, NullLog.Instance);

    private static BulkRow Create(IssueRun issue, string user, int number)
    {
        var request = new PassRequest { UserId = user };
        return issue.Admit(request, new RowRef(number, user, request));
    }
}
