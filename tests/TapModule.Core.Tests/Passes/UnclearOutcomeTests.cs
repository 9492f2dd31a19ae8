using TapModule.Core.Passes;
using TapModule.Core.Runs;
using TapModule.Core.Tests.Support;

namespace TapModule.Core.Tests.Passes;

/// <summary>A create whose outcome is unclear: the code that is put out is the one that the user holds, or the row says that it is not known.</summary>
public sealed class UnclearOutcomeTests
{
    public static TheoryData<SandboxFaultAction, bool, int> UnclearFaults => new()
    {
        { SandboxFaultAction.Drop, false, 0 },
        { SandboxFaultAction.Drop, true, 0 },
        { SandboxFaultAction.CutShort, true, 0 },
        { SandboxFaultAction.Garbage, true, 0 },
        { SandboxFaultAction.Status, true, 500 },
        { SandboxFaultAction.Status, true, 502 },
        { SandboxFaultAction.Status, true, 504 },
        { SandboxFaultAction.Status, false, 504 },
    };

    [Theory]
    [MemberData(nameof(UnclearFaults))]
    public async Task The_code_put_out_is_the_one_the_user_holds_when_the_service_replaces(SandboxFaultAction action, bool afterWork, int status)
    {
        await using var tenant = await TestTenant.StartAsync();
        tenant.Graph.Faults.Script(Fault(action, afterWork, status));

        var outcome = tenant.IssueOne(new PassRequest { UserId = tenant.User(0) });

        Assert.Equal(tenant.Tenant.CurrentPass(tenant.User(0))!.TemporaryAccessPass, outcome.Pass!.TemporaryAccessPass);
        Assert.Equal(afterWork ? 2 : 1, tenant.Tenant.IssuedCodes(tenant.User(0)).Count);
    }

    [Theory]
    [MemberData(nameof(UnclearFaults))]
    public async Task The_code_put_out_is_the_one_the_user_holds_when_the_service_refuses_a_second_pass(SandboxFaultAction action, bool afterWork, int status)
    {
        await using var tenant = await TestTenant.StartAsync();
        tenant.Graph.Behavior.ExistingPass = SandboxExistingPass.Refuse;
        tenant.Graph.Faults.Script(Fault(action, afterWork, status));

        var outcome = tenant.IssueOne(new PassRequest { UserId = tenant.User(0) });

        Assert.Equal(tenant.Tenant.CurrentPass(tenant.User(0))!.TemporaryAccessPass, outcome.Pass!.TemporaryAccessPass);
        Assert.Equal(
            afterWork ? ["POST", "POST", "GET", "DELETE", "POST"] : ["POST", "POST"],
            tenant.Requests.Select(r => r.Method));
    }

    [Fact]
    public async Task A_pass_that_is_older_than_our_first_try_survives_when_it_was_not_to_be_replaced()
    {
        await using var tenant = await TestTenant.StartAsync();
        tenant.Graph.Behavior.ExistingPass = SandboxExistingPass.Refuse;
        var old = tenant.IssueOne(new PassRequest { UserId = tenant.User(0) }).Pass!;

        var outcome = tenant.IssueOne(new PassRequest { UserId = tenant.User(0) }, new IssueOptions { IfExists = TapIfExists.Fail });

        Assert.Equal(TapErrorId.PassExists, outcome.Error!.Reason);
        Assert.Equal(old.TemporaryAccessPass, tenant.Tenant.CurrentPass(tenant.User(0))!.TemporaryAccessPass);
    }

    [Fact]
    public async Task A_service_that_never_answers_a_create_ends_the_row_as_unknown_and_never_as_a_success()
    {
        await using var tenant = await TestTenant.StartAsync();
        tenant.Graph.Faults.DropAfterWork = 1;

        var outcome = tenant.IssueOne(new PassRequest { UserId = tenant.User(0) });

        Assert.Null(outcome.Pass);
        Assert.Equal(TapErrorId.OutcomeUnknown, outcome.Error!.Reason);
        Assert.NotNull(tenant.Tenant.CurrentPass(tenant.User(0)));
    }

    [Fact]
    public async Task A_refusal_after_an_unclear_try_leaves_no_pass_that_nobody_has()
    {
        await using var tenant = await TestTenant.StartAsync();
        tenant.Graph.Faults.Script(Fault(SandboxFaultAction.Drop, afterWork: true, 0));
        tenant.Graph.Faults.Script(new ScriptedFault { Method = "POST", Action = SandboxFaultAction.Status, StatusCode = 403 });

        var outcome = tenant.IssueOne(new PassRequest { UserId = tenant.User(0) });

        Assert.Equal(403, outcome.Error!.Status);
        Assert.Null(tenant.Tenant.CurrentPass(tenant.User(0)));
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_unavailable_and_not_unknown()
    {
        var tenant = await TestTenant.StartAsync();
        var connection = tenant.Connection;
        var user = tenant.User(0);
        await tenant.DisposeAsync();
        await using var other = await TestTenant.StartAsync();

        using var unreachable = await Core.Connections.GraphConnection.OpenAsync(new() { SignIn = new Core.SignIn.Methods.AccessTokenSignIn(new System.Net.NetworkCredential("", "x").SecurePassword), GraphEndpoint = connection.GraphEndpoint });
        unreachable.Retries = other.Connection.Retries;
        var outcome = Assert.Single(new TapClient(unreachable).IssueAsync([new PassRequest { UserId = user }]).ToBlockingEnumerable());

        Assert.Equal(TapErrorId.ServiceUnavailable, outcome.Error!.Reason);
    }

    private static ScriptedFault Fault(SandboxFaultAction action, bool afterWork, int status) =>
        new() { Method = "POST", Action = action, AfterWork = afterWork, StatusCode = status };
}
