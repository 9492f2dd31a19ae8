using System.Text.Json;
using TapModule.Core.Errors;
using TapModule.Core.Policy;

namespace TapModule.Core.Tests.Policy;

public class PolicyReadingTests
{
    private static readonly Guid NoPasses = SandboxTenant.CreateDemo().Groups.Single(g => g.DisplayName == "No Temporary Access Pass").Id;

    [Fact]
    public async Task Groups_have_names_and_all_users_has_none()
    {
        await using var bench = await PolicyBench.StartAsync();

        var policy = await bench.GetAsync();

        Assert.Equal("enabled", policy.State);
        Assert.Equal((60, 60, 480, 8, false), (policy.DefaultLifetimeInMinutes, policy.MinimumLifetimeInMinutes, policy.MaximumLifetimeInMinutes, policy.DefaultLength, policy.IsUsableOnce));
        var everybody = Assert.Single(policy.IncludeTargets!);
        Assert.Equal(("all_users", null, "group"), (everybody.Id, everybody.DisplayName, everybody.TargetType));
        Assert.Equal($"No Temporary Access Pass ({NoPasses})", Assert.Single(policy.ExcludeTargets!).ToString());
        Assert.Equal(["GET policy", "GET /groups"], bench.Sent);
    }

    [Fact]
    public async Task A_group_that_cannot_be_read_keeps_its_id()
    {
        await using var bench = await PolicyBench.StartAsync(null, "Policy.Read.AuthenticationMethod");

        var policy = await bench.GetAsync();

        Assert.Equal(NoPasses.ToString(), Assert.Single(policy.ExcludeTargets!).ToString());
        Assert.Contains(bench.Remarks, r => r.StartsWith("Groups are shown by id", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_group_that_is_gone_keeps_its_id()
    {
        var gone = Guid.NewGuid().ToString();
        await using var bench = await PolicyBench.StartAsync();
        bench.Graph.Tenant.Policy = bench.Graph.Tenant.Policy with { ExcludeTargets = [new(gone, false)] };

        Assert.Equal(gone, Assert.Single((await bench.GetAsync()).ExcludeTargets!).ToString());
    }

    [Fact]
    public async Task Many_groups_are_named_fifteen_at_a_time_whatever_the_size_of_a_page()
    {
        var tenant = SandboxTenant.CreateWithUsers(1);
        foreach (var number in Enumerable.Range(1, 37)) tenant.SetGroup(new SandboxGroup { DisplayName = $"Group {number}" });
        tenant.Policy = tenant.Policy with { IncludeTargets = [.. tenant.Groups.Select(g => new SandboxTarget(g.Id.ToString(), false))] };
        await using var bench = await PolicyBench.StartAsync(tenant);

        var policy = await bench.GetAsync();

        Assert.Equal(tenant.Groups.Select(g => g.DisplayName), policy.IncludeTargets!.Select(t => t.DisplayName));
        Assert.Equal(1 + 3, bench.Sent.Count());

        bench.Graph.Behavior.PageSize = 4;
        Assert.All((await bench.GetAsync()).IncludeTargets!, t => Assert.NotNull(t.DisplayName));
    }

    [Fact]
    public async Task A_policy_for_everybody_is_one_request()
    {
        await using var bench = await PolicyBench.StartAsync(SandboxTenant.CreateWithUsers(1));
        await bench.GetAsync();
        Assert.Equal(["GET policy"], bench.Sent);
    }

    [Fact]
    public async Task A_cloud_without_passes_says_so()
    {
        await using var bench = await PolicyBench.StartAsync();
        bench.Graph.Behavior.HasTemporaryAccessPass = false;

        var failure = await Assert.ThrowsAsync<TapServiceException>(bench.GetAsync);

        Assert.Equal(TapErrorId.CloudNotSupported, failure.Error.Reason);
    }

    [Fact]
    public async Task A_caller_who_may_not_read_is_told_the_permission()
    {
        await using var bench = await PolicyBench.StartAsync(null, "UserAuthMethod-TAP.ReadWrite.All");

        var failure = await Assert.ThrowsAsync<TapServiceException>(bench.GetAsync);

        Assert.Equal(TapErrorId.MissingPermission, failure.Error.Reason);
        Assert.Contains("Policy.Read.AuthenticationMethod", failure.Error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_goes_on_after_a_limit_and_after_a_lost_connection()
    {
        await using var bench = await PolicyBench.StartAsync();
        bench.Graph.Faults.Script(new ScriptedFault { Method = "GET", StatusCode = 429, RetryAfter = "0.3" });
        bench.Graph.Faults.Script(new ScriptedFault { Method = "GET", Action = SandboxFaultAction.Drop });

        Assert.Equal("enabled", (await bench.GetAsync()).State);
        Assert.Contains("The service answered 429; trying again in 1", string.Join('\n', bench.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_is_not_read()
    {
        using var json = JsonDocument.Parse("""
            {
              "@odata.context": "https://graph.microsoft.com/beta/$metadata#x", "id": "TemporaryAccessPass", "futureProperty": { "a": [1] },
              "state": "enabled", "defaultLength": null, "minimumLifetimeInMinutes": "60", "isUsableOnce": true,
              "includeTargets@odata.context": "https://graph.microsoft.com/beta/$metadata#y",
              "includeTargets": [{ "@odata.type": "#z", "id": "all_users", "targetType": "group", "isRegistrationRequired": true }],
              "excludeTargets": [7]
            }
            """);

        var policy = PolicyDocument.Read(json.RootElement)!;

        Assert.Equal(("enabled", null, null, null, true), (policy.State, policy.DefaultLength, policy.MinimumLifetimeInMinutes, policy.DefaultLifetimeInMinutes, policy.IsUsableOnce));
        Assert.True(Assert.Single(policy.IncludeTargets!) is { IsAllUsers: true, IsRegistrationRequired: true });
        // A list of which a part cannot be read must not be written back without that part.
        Assert.Null(policy.ExcludeTargets);
    }

    [Fact]
    public void A_user_in_an_old_policy_stays_what_it_is_when_a_group_is_added()
    {
        using var json = JsonDocument.Parse("""{ "excludeTargets": [{ "id": "u", "targetType": "user" }] }""");
        var plan = new PolicyPlan(new PolicyChange { ExcludeTargets = new TargetChange { Add = [new(Guid.Empty.ToString())] } }, PolicyDocument.Read(json.RootElement)!);

        Assert.EndsWith(
            $$""""excludeTargets":[{"targetType":"user","id":"u"},{"targetType":"group","id":"{{Guid.Empty}}"}]}"""",
            System.Text.Encoding.UTF8.GetString(PolicyBody.Write(plan.After, plan.Changed)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_added_to_a_collection_that_the_service_did_not_tell()
    {
        var change = new PolicyChange { IncludeTargets = new TargetChange { Add = [new("all_users")] } };
        Assert.Equal(TapErrorId.GraphError, Assert.Throws<TapServiceException>(() => new PolicyPlan(change, new PolicyDocument())).Error.Reason);
    }
}
