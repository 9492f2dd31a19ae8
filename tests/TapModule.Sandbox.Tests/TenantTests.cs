using TapModule.Sandbox.Tests.Support;

namespace TapModule.Sandbox.Tests;

public sealed class TenantTests
{
    [Fact]
    public void A_tenant_for_load_has_numbered_users()
    {
        var tenant = SandboxTenant.CreateWithUsers(1000);

        Assert.Equal(1000, tenant.Users.Count);
        Assert.Equal("user0000001", tenant.FindUser("user0000001@contoso.example")!.DisplayName);
        Assert.Equal("user0001000@contoso.example", tenant.Users[^1].UserPrincipalName);
        Assert.Equal(1000, tenant.Users.Select(user => user.Id).Distinct().Count());
        Assert.Equal(SandboxTenant.CreateWithUsers(1).Users[0].Id, tenant.Users[0].Id);
    }

    [Fact]
    public void Users_are_found_in_any_case_and_follow_a_change_of_name()
    {
        var tenant = SandboxTenant.CreateDemo();
        var megan = tenant.FindUser("MEGAN.BOWEN@CONTOSO.EXAMPLE")!;

        tenant.SetUser(megan with { UserPrincipalName = "megan@contoso.example" });

        Assert.Null(tenant.FindUser("megan.bowen@contoso.example"));
        Assert.Equal(megan.Id, tenant.FindUser("megan@contoso.example")!.Id);
        Assert.Throws<ArgumentException>(() => tenant.SetUser(new() { UserPrincipalName = "Megan@contoso.example" }));
        Assert.Throws<ArgumentException>(() => tenant.SetUser(new()));
        Assert.Equal("megan@contoso.example", tenant.FindUser(megan.Id.ToString())!.UserPrincipalName);
    }

    [Fact]
    public void A_user_who_is_removed_leaves_the_groups()
    {
        var tenant = SandboxTenant.CreateDemo();
        var tanaka = tenant.FindUser("yuki.tanaka@contoso.example")!;

        Assert.True(tenant.RemoveUser(tanaka.Id.ToString()));

        Assert.False(tenant.RemoveUser(tanaka.Id.ToString()));
        Assert.DoesNotContain(tenant.Groups, group => group.Members.Contains(tanaka.Id));
        Assert.Empty(tenant.GroupsOf(tanaka.Id));
    }

    [Fact]
    public void Groups_that_hold_one_another_do_no_harm()
    {
        var tenant = SandboxTenant.CreateDemo();
        var (first, second, user) = (Guid.NewGuid(), Guid.NewGuid(), tenant.FindUser("kiosk@contoso.example")!.Id);
        tenant.SetGroup(new() { Id = first, DisplayName = "First", Members = [second, user] });
        tenant.SetGroup(new() { Id = second, DisplayName = "Second", Members = [first] });

        Assert.Contains(first, tenant.GroupsOf(user));
        Assert.Contains(second, tenant.GroupsOf(user));
    }

    [Fact]
    public void Each_tenant_has_an_id_of_its_own()
    {
        Assert.NotEqual(SandboxTenant.CreateDemo().Id, SandboxTenant.CreateDemo().Id);
        Assert.Equal(new("11111111-2222-3333-4444-555555555555"), SandboxTenant.CreateDemo(TimeProvider.System, new("11111111-2222-3333-4444-555555555555")).Id);
    }

    [Fact]
    public async Task Passes_are_used_while_they_are_usable_and_by_the_share_that_was_asked_for()
    {
        var clock = new TestClock(new(2026, 9, 1, 8, 0, 0, TimeSpan.Zero));
        var tenant = SandboxTenant.CreateWithUsers(100, clock);
        using var client = new HttpClient(new SandboxHandler(new(tenant)));
        client.DefaultRequestHeaders.Authorization = new("Bearer", "anything");
        foreach (var user in tenant.Users)
        {
            // Every second one starts in an hour.
            var start = clock.GetUtcNow().AddHours(user.UserPrincipalName[10] % 2);
            using var body = new StringContent($$"""{"startDateTime":"{{start:u}}"}""".Replace(' ', 'T'), null, "application/json");
            using var answer = await client.PostAsync(PassesOf(user.UserPrincipalName), body);
            Assert.Equal(201, (int)answer.StatusCode);
        }

        Assert.Empty(tenant.UsePasses(0, clock.GetUtcNow().AddDays(1), "fido2"));
        var used = tenant.UsePasses(0.4, clock.GetUtcNow().AddDays(1), "fido2");

        Assert.Equal(40, used.Count);
        var passes = tenant.CurrentPasses().Where(pair => pair.Value.LastUsedDateTime is not null).ToList();
        Assert.Equal(40, passes.Count);
        Assert.All(passes, pair => Assert.InRange(pair.Value.LastUsedDateTime!.Value, pair.Value.StartDateTime, pair.Value.ExpirationDateTime));
        Assert.All(passes, pair => Assert.True(
            tenant.FindUser(pair.Key.UserPrincipalName)!.AuthenticationMethods.Single(method => method.Kind == "fido2").CreatedDateTime > pair.Value.LastUsedDateTime));
        // The others are asked the next time.
        Assert.Equal(60, tenant.UsePasses(1, clock.GetUtcNow().AddDays(1), null).Count);
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Empty(tenant.UsePasses(1, clock.GetUtcNow().AddDays(1), null));
    }

    [Fact]
    public void Numbered_users_come_and_go()
    {
        var tenant = SandboxTenant.CreateDemo();
        var before = tenant.Users.Count;

        tenant.SetNumberedUsers(1000);
        Assert.Equal(before + 1000, tenant.Users.Count);
        var group = tenant.Groups.Single(one => one.DisplayName == "Numbered users");
        Assert.Equal(1000, group.Members.Count);
        Assert.Contains(tenant.Users, user => user is { ManagerId: null, Department: not null } && group.Members.Contains(user.Id));
        Assert.Contains(tenant.Users, user => user.Mail is null && group.Members.Contains(user.Id));

        tenant.SetNumberedUsers(10);
        Assert.Equal(before + 10, tenant.Users.Count);
        Assert.Equal(10, tenant.FindGroup(group.Id)!.Members.Count);
    }

    [Fact]
    public async Task Codes_have_the_length_of_the_policy_and_use_symbols()
    {
        var tenant = SandboxTenant.CreateWithUsers(500);
        tenant.Policy = tenant.Policy with { DefaultLength = 16 };
        using var client = new HttpClient(new SandboxHandler(new(tenant)));
        client.DefaultRequestHeaders.Authorization = new("Bearer", "anything");
        foreach (var user in tenant.Users)
        {
            using var body = new StringContent("{}", null, "application/json");
            await client.PostAsync(PassesOf(user.Id.ToString()), body);
        }

        string[] codes = [.. tenant.CurrentPasses().Select(pair => pair.Value.TemporaryAccessPass)];
        Assert.Equal(500, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Equal(16, code.Length));
        Assert.All("+-=@!#", symbol => Assert.Contains(codes, code => code.Contains(symbol)));
        Assert.Contains(codes, code => "+-=@".Contains(code[0]));
        Assert.All(tenant.CurrentPasses(), pair =>
            Assert.DoesNotContain(pair.Value.TemporaryAccessPass, pair.Value.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void The_demonstration_tenant_holds_one_of_each_kind()
    {
        var tenant = SandboxTenant.CreateDemo();

        Assert.InRange(tenant.Users.Count, 30, 40);
        Assert.InRange(tenant.Users.Select(user => user.PreferredLanguage).Distinct().Count(), 15, 40);
        Assert.Single(tenant.Users, user => user.IsExternalGuest && user.UserPrincipalName.Contains("#EXT#", StringComparison.Ordinal));
        Assert.Single(tenant.Users, user => user is { UserType: "Guest", IsExternalGuest: false });
        Assert.Single(tenant.Users, user => !user.AccountEnabled);
        Assert.Single(tenant.Users, user => user.ReadyAfter > TimeSpan.Zero);
        Assert.Single(tenant.Users, user => !tenant.IsInPolicyScope(user.Id));
        Assert.Contains(tenant.Users, user => user.DirectoryRoles.Contains("Global Administrator"));
        Assert.Contains(tenant.Users, user => user.UserPrincipalName.Contains('\'', StringComparison.Ordinal));
        Assert.Contains(tenant.Users, user => user.Mail is null && user.UserType == "Member");
        Assert.Contains(tenant.Users, user => user.ManagerId is null && user.UserType == "Member");
        Assert.Contains(tenant.Users, user => user.OtherMails.Count > 0);
        Assert.Equal(10, tenant.ConditionalAccess.Policies.Count);
        // What Entra allows in a sign-in name.
        Assert.All(tenant.Users, user => Assert.Matches("^[A-Za-z0-9'._!#^~-]+@contoso\\.example$", user.UserPrincipalName));
        Assert.Equal(SandboxPolicyState.Enabled, tenant.Policy.State);
    }

    [Fact]
    public async Task Many_threads_at_once_lose_nothing()
    {
        var tenant = SandboxTenant.CreateWithUsers(50);
        using var client = new HttpClient(new SandboxHandler(new(tenant)));
        client.DefaultRequestHeaders.Authorization = new("Bearer", "anything");

        await Parallel.ForAsync(0, 2000, async (number, cancellationToken) =>
        {
            using var body = new StringContent("{}", null, "application/json");
            using var answer = await client.PostAsync(PassesOf($"user{(number % 50) + 1:D7}@contoso.example"), body, cancellationToken);
            Assert.Equal(201, (int)answer.StatusCode);
        });

        Assert.Equal(2000, tenant.PassesIssued);
        Assert.All(tenant.Users, user =>
        {
            var codes = tenant.IssuedCodes(user.UserPrincipalName);
            Assert.Equal(40, codes.Count);
            Assert.Equal(codes[^1], tenant.CurrentPass(user.UserPrincipalName)!.TemporaryAccessPass);
        });
    }

    private static Uri PassesOf(string user) =>
        new($"https://graph.microsoft.com/v1.0/users/{user}/authentication/temporaryAccessPassMethods");
}
