using TapModule.Core.Errors;
using TapModule.Core.Policy;

namespace TapModule.Core.Tests.Policy;

public class PolicyWritingTests
{
    private static readonly SandboxTenant Demo = SandboxTenant.CreateDemo();

    private static string IdOf(string group) => Demo.Groups.Single(g => g.DisplayName == group).Id.ToString();

    private static TargetChange Adding(params string[] names) => new() { Add = [.. names.Select(n => new WantedTarget(n))] };

    private static TargetChange Removing(params string[] names) => new() { Remove = [.. names.Select(n => new WantedTarget(n))] };

    private static TargetChange Being(params string[] names) => new() { Replace = [.. names.Select(n => new WantedTarget(n))] };

    [Fact]
    public async Task Only_what_is_named_and_differs_is_sent()
    {
        await using var bench = await PolicyBench.StartAsync();

        await bench.SetAsync(new PolicyChange { State = "ENABLED", IsUsableOnce = true, DefaultLength = 8, MaximumLifetimeInMinutes = 1440 });

        Assert.Equal(
            """{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration","maximumLifetimeInMinutes":1440,"isUsableOnce":true}""",
            Assert.Single(bench.PatchBodies));
        Assert.Equal(["GET policy", "GET policy", "PATCH policy"], bench.Sent);
        Assert.True(bench.Graph.Tenant.Policy is { IsUsableOnce: true, MaximumLifetimeInMinutes: 1440, DefaultLength: 8 });
    }

    [Fact]
    public async Task Nothing_is_sent_when_nothing_differs()
    {
        await using var bench = await PolicyBench.StartAsync();

        var plan = await bench.SetAsync(new PolicyChange { State = "enabled", DefaultLength = 8, IncludeTargets = Being("ALL_USERS"), ExcludeTargets = Removing(IdOf("Sales")) });

        Assert.True(plan.IsEmpty);
        Assert.DoesNotContain(bench.Sent, s => s.StartsWith("PATCH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_plan_sends_nothing_that_writes_and_needs_no_permission_to_write()
    {
        await using var bench = await PolicyBench.StartAsync(null, "Policy.Read.AuthenticationMethod", "GroupMember.Read.All");

        var plan = await bench.PlanAsync(new PolicyChange { IsUsableOnce = true, IncludeTargets = Adding("Sales") });

        Assert.Equal(
            ["IsUsableOnce: false -> true", $"IncludeTargets: all_users -> all_users, Sales ({IdOf("Sales")})"],
            plan.Differences.Select(d => d.ToString()));
        Assert.All(bench.Sent, s => Assert.StartsWith("GET", s, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_group_is_added_by_name_and_the_others_stay()
    {
        await using var bench = await PolicyBench.StartAsync();

        await bench.SetAsync(new PolicyChange { ExcludeTargets = Adding("engineering") });

        Assert.Equal(
            $$"""[{"targetType":"group","id":"{{IdOf("No Temporary Access Pass")}}"},{"targetType":"group","id":"{{IdOf("Engineering")}}"}]""",
            Assert.Single(bench.SentProperties()).Value);
    }

    [Fact]
    public async Task A_group_is_removed_by_id_even_if_it_exists_no_more()
    {
        var gone = Guid.NewGuid().ToString();
        await using var bench = await PolicyBench.StartAsync();
        bench.Graph.Tenant.Policy = bench.Graph.Tenant.Policy with { ExcludeTargets = [new(gone, false), new(IdOf("Sales"), false)] };

        await bench.SetAsync(new PolicyChange { ExcludeTargets = Removing(gone.ToUpperInvariant()) });

        Assert.Equal(IdOf("Sales"), Assert.Single(bench.Graph.Tenant.Policy.ExcludeTargets).Id);
    }

    [Fact]
    public async Task Replacing_keeps_the_flag_of_those_that_stay_unless_another_is_named()
    {
        await using var bench = await PolicyBench.StartAsync();
        bench.Graph.Tenant.Policy = bench.Graph.Tenant.Policy with { IncludeTargets = [new(IdOf("Sales"), true), new(IdOf("Support"), true)] };

        await bench.SetAsync(new PolicyChange
        {
            IncludeTargets = new TargetChange { Replace = [new("Engineering"), new("Sales"), new(IdOf("Support")) { IsRegistrationRequired = false }] },
        });

        Assert.Equal(
            [(IdOf("Sales"), true), (IdOf("Support"), false), (IdOf("Engineering"), false)],
            bench.Graph.Tenant.Policy.IncludeTargets.Select(t => (t.Id, t.IsRegistrationRequired)));
    }

    [Fact]
    public async Task All_targets_can_be_taken_away()
    {
        await using var bench = await PolicyBench.StartAsync();

        var plan = await bench.SetAsync(new PolicyChange { IncludeTargets = Being() });

        Assert.Equal("[]", bench.SentProperties()["includeTargets"]);
        Assert.Contains("covers nobody", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_group_given_by_id_is_sent_unseen_where_groups_may_not_be_read()
    {
        await using var bench = await PolicyBench.StartAsync(null, "Policy.ReadWrite.AuthenticationMethod");

        await bench.SetAsync(new PolicyChange { IncludeTargets = Being(IdOf("Sales")) });

        Assert.Equal(IdOf("Sales"), Assert.Single(bench.Graph.Tenant.Policy.IncludeTargets).Id);
    }

    [Fact]
    public async Task A_name_needs_the_right_to_read_groups()
    {
        await using var bench = await PolicyBench.StartAsync(null, "Policy.ReadWrite.AuthenticationMethod");

        var error = await bench.FailsAsync(new PolicyChange { IncludeTargets = Being("Sales") });

        Assert.Equal(TapErrorId.MissingPermission, error.Reason);
        Assert.Contains("GroupMember.Read.All", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ambiguous_name_lists_the_ids()
    {
        await using var bench = await PolicyBench.StartAsync();

        var error = await bench.FailsAsync(new PolicyChange { IncludeTargets = Adding("Project Falcon") });

        Assert.Equal(TapErrorId.GroupAmbiguous, error.Reason);
        Assert.All(Demo.Groups.Where(g => g.DisplayName == "Project Falcon"), g => Assert.Contains(g.Id.ToString(), error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("megan.bowen@contoso.example")]
    [InlineData("id")]
    public async Task A_user_is_refused_with_the_reason(string user)
    {
        await using var bench = await PolicyBench.StartAsync();
        if (user == "id") user = bench.Graph.Tenant.FindUser("megan.bowen@contoso.example")!.Id.ToString();

        var error = await bench.FailsAsync(new PolicyChange { ExcludeTargets = Adding(user) });

        Assert.Equal(TapErrorId.InvalidPolicy, error.Reason);
        Assert.Contains("is a user", error.Message, StringComparison.Ordinal);
        Assert.Empty(bench.PatchBodies);
    }

    [Theory]
    [InlineData("No such group")]
    [InlineData("O'Brien's \"&#?\" group")]
    [InlineData("nobody@contoso.example")]
    [InlineData("11111111-2222-3333-4444-555555555555")]
    public async Task A_group_that_does_not_exist_is_named(string group)
    {
        await using var bench = await PolicyBench.StartAsync();

        var error = await bench.FailsAsync(new PolicyChange { ExcludeTargets = Adding(group) });

        Assert.Equal(TapErrorId.GroupNotFound, error.Reason);
        Assert.Contains(group, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_with_signs_of_the_query_language_is_found()
    {
        await using var bench = await PolicyBench.StartAsync();
        var group = new SandboxGroup { DisplayName = "R&D + O'Brien's #1 (50%)/ü" };
        bench.Graph.Tenant.SetGroup(group);

        await bench.SetAsync(new PolicyChange { IncludeTargets = Being(group.DisplayName) });

        Assert.Equal(group.Id.ToString(), Assert.Single(bench.Graph.Tenant.Policy.IncludeTargets).Id);
    }

    [Fact]
    public async Task A_change_by_somebody_else_is_noticed_where_it_matters()
    {
        await using var bench = await PolicyBench.StartAsync();
        var plan = await bench.PlanAsync(new PolicyChange { MinimumLifetimeInMinutes = 30 });
        bench.Graph.Tenant.Policy = bench.Graph.Tenant.Policy with { MaximumLifetimeInMinutes = 600 };

        var failure = await Assert.ThrowsAsync<TapServiceException>(() => bench.Service.ApplyAsync(plan, bench, default));

        Assert.Equal(TapErrorId.PolicyConflict, failure.Error.Reason);
        Assert.Contains("MaximumLifetimeInMinutes: 480 -> 600", failure.Error.Message, StringComparison.Ordinal);
        Assert.Empty(bench.PatchBodies);
    }

    [Fact]
    public async Task A_group_added_by_somebody_else_is_not_lost()
    {
        await using var bench = await PolicyBench.StartAsync();
        var plan = await bench.PlanAsync(new PolicyChange { ExcludeTargets = Adding("Sales") });
        bench.Graph.Tenant.Policy = bench.Graph.Tenant.Policy with { ExcludeTargets = [new(IdOf("Support"), false)] };

        var failure = await Assert.ThrowsAsync<TapServiceException>(() => bench.Service.ApplyAsync(plan, bench, default));

        Assert.Equal(TapErrorId.PolicyConflict, failure.Error.Reason);
        Assert.Equal(IdOf("Support"), Assert.Single(bench.Graph.Tenant.Policy.ExcludeTargets).Id);
    }

    [Fact]
    public async Task A_change_by_somebody_else_that_does_not_matter_is_left_alone()
    {
        await using var bench = await PolicyBench.StartAsync();
        var plan = await bench.PlanAsync(new PolicyChange { MinimumLifetimeInMinutes = 30 });
        bench.Graph.Tenant.Policy = bench.Graph.Tenant.Policy with { IsUsableOnce = true };

        await bench.Service.ApplyAsync(plan, bench, default);

        Assert.True(bench.Graph.Tenant.Policy is { IsUsableOnce: true, MinimumLifetimeInMinutes: 30 });
    }

    [Fact]
    public async Task What_the_service_recalculates_is_told()
    {
        await using var bench = await PolicyBench.StartAsync();
        bench.Graph.Tenant.Policy = bench.Graph.Tenant.Policy with { DefaultLifetimeInMinutes = 30, MinimumLifetimeInMinutes = 60 };
        bench.Graph.Behavior.RecalculatesDefaultLifetime = true;
        var plan = await bench.SetAsync(new PolicyChange { DefaultLength = 12 });

        var policy = await bench.Service.ReadBackAsync(plan, bench, default);

        Assert.Equal((12, 60), (policy.DefaultLength, policy.DefaultLifetimeInMinutes));
        Assert.Equal("The service recalculated a property that was not sent: DefaultLifetimeInMinutes: 30 -> 60.", Assert.Single(bench.Warnings));
    }

    [Fact]
    public async Task What_reads_back_otherwise_is_told_after_some_patience()
    {
        await using var bench = await PolicyBench.StartAsync();
        var plan = await bench.SetAsync(new PolicyChange { DefaultLength = 12 });
        bench.Graph.Tenant.Policy = bench.Graph.Tenant.Policy with { DefaultLength = 8 };

        await bench.Service.ReadBackAsync(plan, bench, default);

        Assert.Contains("DefaultLength was set to 12 and reads back as 8", Assert.Single(bench.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_may_read_but_not_write_is_told_the_permission_and_the_role()
    {
        await using var bench = await PolicyBench.StartAsync(null, "Policy.Read.AuthenticationMethod");

        var error = await bench.FailsAsync(new PolicyChange { IsUsableOnce = true });

        Assert.Equal((TapErrorId.MissingPermission, 403), (error.Reason, error.Status));
        Assert.Contains("Policy.ReadWrite.AuthenticationMethod", error.Advice, StringComparison.Ordinal);
        Assert.Contains("Authentication Policy Administrator", error.Advice, StringComparison.Ordinal);
        Assert.NotNull(error.RequestId);
    }

    [Fact]
    public async Task What_the_service_refuses_in_the_words_of_a_pass_is_about_the_policy()
    {
        await using var bench = await PolicyBench.StartAsync();
        bench.Graph.Tenant.Policy = bench.Graph.Tenant.Policy with { DefaultLifetimeInMinutes = 30, MinimumLifetimeInMinutes = 60 };

        var error = await bench.FailsAsync(new PolicyChange { DefaultLength = 12 });

        Assert.Equal(TapErrorId.InvalidPolicy, error.Reason);
        Assert.Contains("Invalid defaultLifetimeInMinutes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_whose_answer_is_lost_is_sent_again()
    {
        await using var bench = await PolicyBench.StartAsync();
        bench.Graph.Faults.Script(new ScriptedFault { Method = "PATCH", Action = SandboxFaultAction.Drop, AfterWork = true });

        await bench.SetAsync(new PolicyChange { DefaultLength = 12 });

        Assert.Equal(2, bench.PatchBodies.Count());
        Assert.Equal(12, bench.Graph.Tenant.Policy.DefaultLength);
    }

    [Fact]
    public async Task A_reset_is_a_DELETE()
    {
        await using var bench = await PolicyBench.StartAsync();
        bench.Graph.Tenant.Policy = bench.Graph.Tenant.Policy with { IsUsableOnce = true, DefaultLength = 20 };

        await bench.Service.ResetAsync(bench, default);

        Assert.Equal(["DELETE policy"], bench.Sent);
        Assert.Equal(SandboxPolicy.Default, bench.Graph.Tenant.Policy);
    }

    [Fact]
    public async Task A_change_that_was_made_but_never_answered_is_found_made()
    {
        await using var bench = await PolicyBench.StartAsync();
        bench.Graph.Faults.Script(new ScriptedFault { Method = "PATCH", Action = SandboxFaultAction.Status, StatusCode = 504, AfterWork = true, Times = 20 });

        await bench.SetAsync(new PolicyChange { IsUsableOnce = true });

        Assert.True(bench.Graph.Tenant.Policy.IsUsableOnce);
    }

    [Fact]
    public async Task A_change_that_was_never_made_is_told_as_that()
    {
        await using var bench = await PolicyBench.StartAsync();
        bench.Graph.Faults.Script(new ScriptedFault { Method = "PATCH", Action = SandboxFaultAction.Status, StatusCode = 504, Times = 20 });

        Assert.Equal(TapErrorId.ServiceUnavailable, (await bench.FailsAsync(new PolicyChange { IsUsableOnce = true })).Reason);
        Assert.False(bench.Graph.Tenant.Policy.IsUsableOnce);
    }

    [Fact]
    public async Task A_reset_without_an_answer_is_not_told_as_undone()
    {
        await using var bench = await PolicyBench.StartAsync();
        bench.Graph.Faults.Script(new ScriptedFault { Method = "DELETE", Action = SandboxFaultAction.Status, StatusCode = 504, AfterWork = true, Times = 20 });

        var error = (await Assert.ThrowsAsync<TapServiceException>(() => bench.Service.ResetAsync(bench, default))).Error;

        Assert.Equal(TapErrorId.OutcomeUnknown, error.Reason);
        Assert.Contains("Get-TapPolicy", error.Advice, StringComparison.Ordinal);
    }
}
