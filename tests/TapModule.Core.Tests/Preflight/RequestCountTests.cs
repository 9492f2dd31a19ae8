using TapModule.Core.Passes;

namespace TapModule.Core.Tests.Preflight;

/// <summary>The fewest requests that tell, and no further ones after a refusal.</summary>
public class RequestCountTests
{
    private const string Members = "transitiveMembers";
    private const string Check = "checkMemberGroups";
    private static readonly string[] Plain = ["UserAuthMethod-TAP.ReadWrite.All", "Policy.Read.AuthenticationMethod", "User.Read.All", "GroupMember.Read.All"];

    [Fact]
    public async Task A_policy_for_everybody_asks_nothing_about_groups()
    {
        using var bench = await PreflightBench.ConnectAsync(Tenant(100), isPerson: false, Plain);

        Assert.All((await bench.CheckAsync(Rows(100))).Values, readiness => Assert.Equal(TapReadinessState.Ready, readiness.State));

        Assert.Equal((0, 0), (bench.Count(Check), bench.Count(Members)));
        Assert.Equal(1, bench.Count("authenticationMethodsPolicy"));
    }

    [Fact]
    public async Task Few_rows_are_asked_about_one_by_one_and_of_many_only_the_first()
    {
        var tenant = Tenant(200);
        Exclude(tenant, 5, 150);
        using var few = await PreflightBench.ConnectAsync(tenant, isPerson: false, Plain);
        var found = await few.CheckAsync(Rows(10));
        Assert.Equal(TapErrorId.NotInPolicyScope, found[Name(5)].Problems.Single().Reason);
        Assert.Equal((10, 0), (few.Graph.Record.Requests.Count(r => r.Path.Contains(Check, StringComparison.Ordinal)), few.Count(Members)));

        using var many = await PreflightBench.ConnectAsync(tenant, isPerson: false, Plain);
        found = await many.CheckAsync(Rows(200));
        Assert.Equal([Name(5), Name(150)], found.Where(row => row.Value.State == TapReadinessState.NotReady).Select(row => row.Key).Order());
        Assert.True(many.Graph.Record.Requests.Count(r => r.Path.Contains(Check, StringComparison.Ordinal)) <= 40);
        Assert.Equal(1, many.Count(Members));
    }

    [Fact]
    public async Task Methods_and_pass_come_in_one_request()
    {
        using var bench = await PreflightBench.ConnectAsync(Tenant(1), isPerson: false, [.. Plain, "UserAuthenticationMethod.Read.All"]);
        await bench.IssueAsync(Rows(1));
        bench.Graph.Record.Clear();

        var readiness = (await bench.CheckAsync(Rows(1)))[Name(1)];

        Assert.Contains(readiness.Warnings, warning => warning.Contains("replaced", StringComparison.Ordinal));
        Assert.Equal(3, bench.Graph.Record.Requests.Count);
    }

    [Fact]
    public async Task What_is_refused_once_is_not_asked_again_and_again()
    {
        using var bench = await PreflightBench.ConnectAsync(Tenant(200), isPerson: true, "UserAuthMethod-TAP.ReadWrite.All", "Policy.Read.AuthenticationMethod", "User.Read.All");
        // The token says that it may, the role does not let it.
        bench.Graph.Behavior.CallerRoles = SandboxCallerRoles.User;

        var found = await bench.CheckAsync(Rows(200).Skip(1));

        Assert.All(found.Values, readiness => Assert.Equal(TapReadinessState.CannotBeChecked, readiness.State));
        Assert.Contains("Policy.Read.AuthenticationMethod", found[Name(2)].NotChecked.Single());
    }

    [Fact]
    public async Task The_same_user_by_another_name_is_noticed()
    {
        var tenant = Tenant(1);
        using var bench = await PreflightBench.ConnectAsync(tenant, isPerson: false, Plain);

        var found = await bench.CheckAsync([new PassRequest { UserId = Name(1) }, new PassRequest { UserId = tenant.Users[0].Id.ToString() }]);

        Assert.Single(found.Values.SelectMany(readiness => readiness.Warnings), warning => warning.Contains("names the same user by another name", StringComparison.Ordinal));
    }

    private static SandboxTenant Tenant(int users)
    {
        var tenant = SandboxTenant.CreateWithUsers(users);
        tenant.SignedInUserId = tenant.Users[0].Id;
        return tenant;
    }

    private static void Exclude(SandboxTenant tenant, params int[] users)
    {
        var inner = new SandboxGroup { Members = [.. users.Select(number => tenant.Users[number - 1].Id)] };
        var outer = new SandboxGroup { Members = [inner.Id] };
        tenant.SetGroup(inner);
        tenant.SetGroup(outer);
        tenant.Policy = tenant.Policy with { ExcludeTargets = [new SandboxTarget(outer.Id.ToString(), false)] };
    }

    private static IEnumerable<PassRequest> Rows(int count) => Enumerable.Range(1, count).Select(number => new PassRequest { UserId = Name(number) });

    private static string Name(int number) => FormattableString.Invariant($"user{number:D7}@contoso.example");
}
