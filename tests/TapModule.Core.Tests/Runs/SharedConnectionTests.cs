using TapModule.Core.Bulk;
using TapModule.Core.Connections;
using TapModule.Core.Diagnostics;
using TapModule.Core.Passes;
using TapModule.Core.Runs;
using TapModule.Core.Tests.Support;

namespace TapModule.Core.Tests.Runs;

/// <summary>Runs that share a connection, side by side and one inside the other: each comes to its end, with every row accounted for.</summary>
public sealed class SharedConnectionTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(2, 60)]
    [InlineData(8, 30)]
    [InlineData(32, 5)]
    public async Task Runs_side_by_side_all_end(int runs, int rowsEach)
    {
        await using var tenant = await TestTenant.StartAsync(users: runs * rowsEach);
        tenant.Graph.Faults.LatencyInMilliseconds = 5;

        var all = Enumerable.Range(0, runs).Select(run => Task.Run(() => tenant.Issue(tenant.Rows(runs * rowsEach).Skip(run * rowsEach).Take(rowsEach)))).ToArray();
        await Task.WhenAll(all).WaitAsync(Bound);

        Assert.All(all, run => Assert.Equal(rowsEach, run.Result.Count(outcome => outcome.Pass is not null)));
        Assert.Equal(runs * rowsEach, tenant.Tenant.PassesIssued);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_inside_anothers_downstream_ends_and_so_does_the_outer_one(bool onTheSameLane)
    {
        var inner = onTheSameLane ? Lane.Write : Lane.Read;
        await using var tenant = await TestTenant.StartAsync(users: 120);
        var nested = 0;
        var outer = Task.Run(() =>
        {
            using var issue = IssueRun.Begin(tenant.Connection, new IssueOptions(), NullLog.Instance);
            var sink = new TestSink { OnWrite = outcome => nested += Inner(tenant, inner, tenant.User(60 + outcome.Row.Number - 1)) };
            for (var i = 0; i < 60; i++)
            {
                var request = new PassRequest { UserId = tenant.User(i) };
                issue.Driver.Add(issue.Admit(request, new RowRef(i + 1, request.UserId, request)), sink, default);
            }

            issue.Driver.Finish(sink, default);
            return sink.Outcomes.Count;
        });

        Assert.Equal(60, await outer.WaitAsync(Bound));
        Assert.Equal(60, nested);
    }

    [Fact]
    public async Task A_help_desks_row_does_not_wait_for_the_end_of_a_large_run()
    {
        await using var tenant = await TestTenant.StartAsync(users: 3001);
        tenant.Graph.Faults.LatencyInMilliseconds = 20;
        var hasBegun = new TaskCompletionSource();
        var large = Task.Run(() =>
        {
            var outcomes = 0;
            foreach (var _ in tenant.Client.IssueAsync(tenant.Rows(3000), new IssueOptions { BatchSize = 1, ThrottleLimit = 4 }).ToBlockingEnumerable())
            {
                if (++outcomes == 50) hasBegun.SetResult();
            }

            return outcomes;
        });
        await hasBegun.Task.WaitAsync(Bound);

        await Task.Run(() => tenant.IssueOne(new PassRequest { UserId = tenant.User(3000) })).WaitAsync(Bound);

        Assert.False(large.IsCompleted);
        Assert.Equal(3000, await large.WaitAsync(Bound));
    }

    private static int Inner(TestTenant tenant, Lane lane, string user)
    {
        if (lane == Lane.Write) return tenant.IssueOne(new PassRequest { UserId = user }).Pass is null ? 0 : 1;
        using var run = new RunDriver(tenant.Connection, lane, new BulkOptions(), explain: null, record: null, NullLog.Instance);
        var sink = new TestSink();
        Assert.Null(sink.Carry(run, [new GetPassOperation(user, null, 1)]));
        return sink.Outcomes.Count;
    }
}
