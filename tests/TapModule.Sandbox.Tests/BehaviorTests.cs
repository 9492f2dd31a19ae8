using TapModule.Sandbox.Tests.Support;

namespace TapModule.Sandbox.Tests;

/// <summary>Where reports about the real service disagree, both ways can be had.</summary>
public sealed class BehaviorTests() : WireTests(Door.Http)
{
    private const string User = "megan.bowen";

    [Fact]
    public async Task A_second_pass_can_be_refused_until_the_first_has_expired()
    {
        Graph.Behavior.ExistingPass = SandboxExistingPass.Refuse;
        await CreateAsync(User);

        var refused = await CreateAsync(User);
        Assert.Equal((400, "badRequest"), (refused.Status, refused.ErrorCode));
        Assert.Contains("A Temporary Access Pass already exists", refused.ErrorMessage, StringComparison.Ordinal);

        Clock.Advance(TimeSpan.FromMinutes(60));
        Assert.Equal(201, (await CreateAsync(User)).Status);
    }

    [Fact]
    public async Task A_user_out_of_scope_is_refused_or_gets_a_pass_that_cannot_be_used()
    {
        var refused = await CreateAsync("kiosk");
        Assert.Equal((400, "badRequest"), (refused.Status, refused.ErrorCode));
        Assert.StartsWith("Converged UserCredentialPolicy", refused.ErrorMessage, StringComparison.Ordinal);

        Graph.Behavior.OutOfScope = SandboxOutOfScope.IssueUnusable;
        var created = await CreateAsync("kiosk");
        Assert.Equal(201, created.Status);
        Assert.False(created.Body.GetProperty("isUsable").GetBoolean());
        Assert.Equal("DisabledByPolicy", created.Body.GetProperty("methodUsabilityReason").GetString());
        Assert.False(Tenant.UsePass(Upn("kiosk")));
    }

    [Fact]
    public async Task A_start_in_the_past_is_refused_or_accepted()
    {
        const string Body = """{"startDateTime":"2026-03-02T07:30:00Z"}""";
        Assert.Equal(400, (await CreateAsync(User, Body)).Status);

        Graph.Behavior.StartInPast = SandboxStartInPast.Accept;
        var created = await CreateAsync(User, Body);
        Assert.Equal(201, created.Status);
        Assert.Equal("2026-03-02T07:30:00Z", created.Body.GetProperty("startDateTime").GetString());
    }

    [Theory]
    [InlineData(SandboxNotFoundCode.RequestResourceNotFound, "Request_ResourceNotFound")]
    [InlineData(SandboxNotFoundCode.ResourceNotFound, "resourceNotFound")]
    public async Task An_unknown_user_has_one_of_two_codes(SandboxNotFoundCode setting, string code)
    {
        Graph.Behavior.NotFoundCode = setting;

        var missing = await CreateAsync("nobody");

        Assert.Equal((404, code), (missing.Status, missing.ErrorCode));
        Assert.Equal(
            "Resource 'nobody@contoso.example' does not exist or one of its queried reference-property objects are not present.",
            missing.ErrorMessage);
    }

    [Theory]
    [InlineData(SandboxUsableOnceDefault.Policy, true, true)]
    [InlineData(SandboxUsableOnceDefault.Policy, false, false)]
    [InlineData(SandboxUsableOnceDefault.OneTime, false, true)]
    [InlineData(SandboxUsableOnceDefault.MultiUse, false, false)]
    public async Task IsUsableOnce_has_a_default(SandboxUsableOnceDefault setting, bool policy, bool expected)
    {
        Graph.Behavior.UsableOnceDefault = setting;
        Tenant.Policy = Tenant.Policy with { IsUsableOnce = policy };

        Assert.Equal(expected, (await CreateAsync(User)).Body.GetProperty("isUsableOnce").GetBoolean());
    }

    [Fact]
    public async Task A_multi_use_default_meets_a_one_time_policy()
    {
        Graph.Behavior.UsableOnceDefault = SandboxUsableOnceDefault.MultiUse;
        Tenant.Policy = Tenant.Policy with { IsUsableOnce = true };

        Assert.Equal(400, (await CreateAsync(User)).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Beta_may_lack_the_usability(bool returnsUsability)
    {
        Graph.Behavior.BetaReturnsUsability = returnsUsability;

        var created = (await PostAsync("/beta" + PassesOf(Upn(User)), "{}")).Body;

        Assert.Equal(returnsUsability, created.TryGetProperty("isUsable", out _));
        Assert.Equal(returnsUsability, created.TryGetProperty("methodUsabilityReason", out _));
        Assert.True(created.TryGetProperty("lastUsedDateTime", out _));
    }

    [Fact]
    public async Task A_cloud_can_be_without_passes()
    {
        Graph.Behavior.HasTemporaryAccessPass = false;

        var create = await CreateAsync(User);
        Assert.Equal((400, "Resource not found for the segment 'temporaryAccessPassMethods'."), (create.Status, create.ErrorMessage));
        var policy = await GetAsync(PolicyTests.Path);
        Assert.Equal((400, "Resource not found for the segment 'temporaryAccessPass'."), (policy.Status, policy.ErrorMessage));
    }

    [Fact]
    public async Task An_Authentication_Administrator_cannot_touch_privileged_users()
    {
        Graph.Behavior.CallerRoles = SandboxCallerRoles.AuthenticationAdministrator;

        var refused = await CreateAsync("global.admin");
        Assert.Equal((403, "accessDenied", "Request Authorization failed"), (refused.Status, refused.ErrorCode, refused.ErrorMessage));
        Assert.Equal(403, (await CreateAsync("miriam.graham")).Status);
        Assert.Equal(201, (await CreateAsync("helpdesk")).Status);
        Assert.Equal(201, (await CreateAsync(User)).Status);

        Graph.Behavior.CallerRoles = SandboxCallerRoles.PrivilegedAuthenticationAdministrator;
        Assert.Equal(201, (await CreateAsync("global.admin")).Status);
    }

    [Theory]
    [InlineData(SandboxCallerRoles.User, 403, 403, 403, 403)]
    [InlineData(SandboxCallerRoles.GlobalReader, 200, 403, 200, 403)]
    [InlineData(SandboxCallerRoles.AuthenticationAdministrator, 200, 201, 403, 403)]
    [InlineData(SandboxCallerRoles.AuthenticationPolicyAdministrator, 403, 403, 200, 204)]
    [InlineData(SandboxCallerRoles.PrivilegedAuthenticationAdministrator, 200, 201, 403, 403)]
    [InlineData(SandboxCallerRoles.AuthenticationAdministrator | SandboxCallerRoles.AuthenticationPolicyAdministrator, 200, 201, 200, 204)]
    public async Task Roles_decide_what_a_signed_in_caller_may_do(
        SandboxCallerRoles roles, int read, int create, int readPolicy, int writePolicy)
    {
        Graph.Behavior.CallerRoles = roles;

        Assert.Equal(read, (await GetAsync("/v1.0" + PassesOf(Upn(User)))).Status);
        Assert.Equal(create, (await CreateAsync(User)).Status);
        Assert.Equal(readPolicy, (await GetAsync(PolicyTests.Path)).Status);
        Assert.Equal(writePolicy, (await SendAsync("DELETE", PolicyTests.Path)).Status);
    }

    [Fact]
    public async Task Apps_need_no_role()
    {
        Graph.Behavior.CallerRoles = SandboxCallerRoles.User;
        Tenant.SignedInUserId = null;

        Assert.Equal(201, (await CreateAsync("global.admin")).Status);
    }
}
