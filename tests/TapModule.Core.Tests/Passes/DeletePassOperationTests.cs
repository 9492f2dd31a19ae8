using TapModule.Core.Bulk;
using TapModule.Core.Connections;
using TapModule.Core.Diagnostics;
using TapModule.Core.Passes;
using TapModule.Core.Runs;
using TapModule.Core.Tests.Support;

namespace TapModule.Core.Tests.Passes;

/// <summary>A removal whose answers get lost says what became of it, never the opposite.</summary>
public sealed class DeletePassOperationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_delete_that_was_done_but_never_answered_is_found_done(bool knowsId)
    {
        await using var tenant = await TestTenant.StartAsync();
        var pass = tenant.IssueOne(new PassRequest { UserId = tenant.User(0) }).Pass!;
        tenant.Graph.Faults.Script(new ScriptedFault { Method = "DELETE", Action = SandboxFaultAction.Status, StatusCode = 504, AfterWork = true, Times = 1 });
        tenant.Graph.Faults.Script(new ScriptedFault { Method = "DELETE", Action = SandboxFaultAction.Status, StatusCode = 504, Times = 20 });

        var outcome = Remove(tenant, knowsId ? pass.Id : null);

        Assert.Equal(TapRemovalOutcome.Removed, ((DeletePassResult)outcome.Result!).What);
        Assert.Null(tenant.Tenant.CurrentPass(tenant.User(0)));
    }

    [Fact]
    public async Task A_delete_that_was_never_done_is_told_as_that()
    {
        await using var tenant = await TestTenant.StartAsync();
        tenant.IssueOne(new PassRequest { UserId = tenant.User(0) });
        tenant.Graph.Faults.Script(new ScriptedFault { Method = "DELETE", Action = SandboxFaultAction.Status, StatusCode = 504, Times = 20 });

        var error = Remove(tenant, null).Error!;

        Assert.Equal(TapErrorId.ServiceUnavailable, error.Reason);
        Assert.Contains("Nothing was changed", error.Advice, StringComparison.Ordinal);
        Assert.NotNull(tenant.Tenant.CurrentPass(tenant.User(0)));
    }

    [Fact]
    public async Task Where_not_even_the_look_gets_an_answer_the_outcome_is_unknown()
    {
        await using var tenant = await TestTenant.StartAsync();
        var pass = tenant.IssueOne(new PassRequest { UserId = tenant.User(0) }).Pass!;
        tenant.Graph.Faults.Script(new ScriptedFault { Method = "DELETE", Action = SandboxFaultAction.Status, StatusCode = 504, AfterWork = true, Times = 20 });
        tenant.Graph.Faults.Script(new ScriptedFault { Method = "GET", Action = SandboxFaultAction.Status, StatusCode = 504, Times = 20 });

        // By its id: nothing is looked at first.
        var error = Remove(tenant, "not-" + pass.Id).Error!;

        Assert.Equal(TapErrorId.OutcomeUnknown, error.Reason);
        Assert.DoesNotContain("new pass", error.Advice, StringComparison.Ordinal);
    }

    private static RowOutcome Remove(TestTenant tenant, string? passId)
    {
        using var run = new RunDriver(tenant.Connection, Lane.Write, new BulkOptions(), null, null, NullLog.Instance);
        var sink = new TestSink();
        sink.Carry(run, [new DeletePassOperation(tenant.User(0), passId, 1)]);
        return Assert.Single(sink.Outcomes);
    }
}
