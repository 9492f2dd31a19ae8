using TapModule.Authority.Server;
using TapModule.Core.SignIn;
using TapModule.Core.SignIn.Permissions;
using TapModule.Core.SignIn.Tokens;

namespace TapModule.Core.Tests.SignIn;

public sealed class PermissionTests
{
    [Theory]
    [InlineData("New-TapPass", "UserAuthMethod-TAP.ReadWrite.All", true)]
    [InlineData("New-TapPass", "UserAuthenticationMethod.ReadWrite.All", true)]
    [InlineData("New-TapPass", "userauthmethod-tap.readwrite.all", true)]
    [InlineData("New-TapPass", "UserAuthMethod-TAP.Read.All", false)]
    [InlineData("New-TapPass", "Directory.AccessAsUser.All", false)]
    [InlineData("Get-TapPass", "UserAuthMethod-TAP.Read.All", true)]
    [InlineData("Get-TapPass", "UserAuthMethod-TAP.Read", false)]
    [InlineData("Get-TapPass -Me", "UserAuthMethod-TAP.Read", true)]
    [InlineData("Get-TapPolicy", "Policy.Read.All", true)]
    [InlineData("Set-TapPolicy", "Policy.Read.All", false)]
    [InlineData("Set-TapPolicy", "Policy.ReadWrite.AuthenticationMethod", true)]
    [InlineData("Test-TapPass", "User.Read", true)]
    [InlineData("Get-TapUser", "User.ReadBasic.All", true)]
    [InlineData("Get-TapUser -GroupId", "GroupMember.Read.All", true)]
    public void A_persons_token_allows_what_its_scopes_do(string command, string scopes, bool allowed) =>
        Assert.Equal(allowed, PermissionCheck.Of(command, Person(scopes), GraphCloud.Global).IsAllowed);

    [Fact]
    public void The_refusal_names_the_smallest_permission_the_role_and_the_line_that_fixes_it()
    {
        var refusal = PermissionCheck.Refusal("New-TapPass", Person("User.Read"), GraphCloud.Global)!;

        Assert.Equal(TapErrorId.MissingPermission, refusal.Reason);
        Assert.Contains("UserAuthMethod-TAP.ReadWrite.All", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("it holds: User.Read", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Authentication Administrator", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("Connect-TapGraph -Scopes UserAuthMethod-TAP.ReadWrite.All", refusal.Advice);
    }

    [Fact]
    public void An_applications_refusal_names_the_grant_by_id_and_no_role()
    {
        var refusal = PermissionCheck.Refusal("New-TapPass", Application("Policy.Read.AuthenticationMethod"), GraphCloud.Global)!;

        Assert.Contains("application permission", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("role", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("-AppRoleId '627169a8-8c15-451c-861a-5b80e383de5c'", refusal.Advice, StringComparison.Ordinal);
        Assert.Contains("-PrincipalId 'the-object-id'", refusal.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void An_application_has_no_pass_of_its_own()
    {
        var refusal = PermissionCheck.Refusal("Get-TapPass -Me", Application("UserAuthMethod-TAP.ReadWrite.All"), GraphCloud.Global)!;

        Assert.Contains("signed-in person only", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void In_the_government_clouds_the_broad_permission_is_named() =>
        Assert.Contains(
            "UserAuthenticationMethod.ReadWrite.All",
            PermissionCheck.Refusal("New-TapPass", Person("User.Read"), GraphCloud.USGovDoD)!.Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("04b07795-8ddb-461a-bbee-02f9e1bf7b46", "Azure CLI")]
    [InlineData("1950a258-227b-4e31-a9cf-717495945fc2", "Azure PowerShell")]
    public void A_persons_login_of_a_tool_with_fixed_permissions_is_told_so(string clientId, string tool)
    {
        var grants = Person("User.ReadWrite.All Directory.AccessAsUser.All", clientId);

        Assert.Contains(tool, Assert.Single(PermissionCheck.Notices(grants, GraphCloud.Global)), StringComparison.Ordinal);
        Assert.Contains("Microsoft has fixed", PermissionCheck.Refusal("New-TapPass", grants, GraphCloud.Global)!.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_principals_login_of_such_a_tool_serves() =>
        Assert.True(PermissionCheck.Of("New-TapPass", Application("UserAuthMethod-TAP.ReadWrite.All"), GraphCloud.Global).IsAllowed);

    [Theory]
    [InlineData("")]
    [InlineData("opaque")]
    [InlineData("a.b.c")]
    [InlineData("e30.W10.x")]
    public void What_cannot_be_read_is_not_judged(string token)
    {
        var grants = TokenGrants.Read(token);

        Assert.False(grants.IsReadable);
        Assert.All(CommandPermissions.All.Keys, command => Assert.Null(PermissionCheck.Refusal(command, grants, GraphCloud.Global)));
        Assert.Empty(PermissionCheck.Notices(grants, GraphCloud.Global));
    }

    [Theory]
    [MemberData(nameof(Purposes))]
    public void Each_purpose_asks_for_enough_and_only_for_what_some_command_needs(TapPurpose purpose, string[] commands, string[] notFor)
    {
        foreach (var cloud in new[] { GraphCloud.Global, GraphCloud.USGov, GraphCloud.USGovDoD })
        {
            var grants = Person(string.Join(' ', PurposeScopes.For(purpose, cloud)));
            Assert.All(commands, command => Assert.True(PermissionCheck.Of(command, grants, cloud).IsAllowed));
            Assert.All(notFor, command => Assert.False(PermissionCheck.Of(command, grants, cloud).IsAllowed));
        }
    }

    public static TheoryData<TapPurpose, string[], string[]> Purposes() => new()
    {
        { TapPurpose.Issue, ["New-TapPass", "Remove-TapPass", "Test-TapPass", "Get-TapPass", "Get-TapPolicy", "Get-TapUser"], ["Set-TapPolicy", "Get-TapUser -GroupId"] },
        { TapPurpose.Read, ["Get-TapPass", "Get-TapPolicy", "Test-TapPass", "Get-TapUser"], ["New-TapPass", "Remove-TapPass", "Set-TapPolicy"] },
        { TapPurpose.Policy, ["Get-TapPolicy", "Set-TapPolicy", "Reset-TapPolicy", "Test-TapPolicy"], ["New-TapPass", "Get-TapPass", "Get-TapUser"] },
        { TapPurpose.All, [.. CommandPermissions.All.Keys], [] },
    };

    private static TokenGrants Person(string scopes, string clientId = "an-app") => TokenGrants.Read(Jwt.Sign(AuthorityState.Key, new Dictionary<string, object> { ["appid"] = clientId, ["scp"] = scopes }));

    private static TokenGrants Application(params string[] roles) =>
        TokenGrants.Read(Jwt.Sign(AuthorityState.Key, new Dictionary<string, object> { ["appid"] = "an-app", ["oid"] = "the-object-id", ["roles"] = roles }));
}
