using System.Text;
using System.Text.Json;
using TapModule.Sandbox.Tests.Support;

namespace TapModule.Sandbox.Tests;

public sealed class TokenTests() : WireTests(Door.Http)
{
    private const string Claims = """{"access_token":{"nbf":{"essential":true,"value":"1772438400"}}}""";
    private const string Me = "/v1.0/me";

    private SandboxTokens Tokens => Graph.Tokens;

    [Theory]
    [InlineData("")]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer ")]
    public async Task A_bearer_token_is_needed(string authorization)
    {
        Client.DefaultRequestHeaders.Authorization = null;

        var refused = authorization == "" ? await GetAsync(Me) : await GetAsync(Me, ("Authorization", authorization));

        Assert.Equal((401, "InvalidAuthenticationToken"), (refused.Status, refused.ErrorCode));
        Assert.StartsWith("Bearer realm=", refused.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_can_be_read_by_those_who_carry_it()
    {
        var delegated = PayloadOf(Tokens.Issue(new() { Scopes = ["User.Read", "Policy.Read.All"], User = Upn("helpdesk") }));
        Assert.Equal(Tenant.Id, delegated.GetProperty("tid").GetGuid());
        Assert.Equal("user", delegated.GetProperty("idtyp").GetString());
        Assert.Equal(Upn("helpdesk"), delegated.GetProperty("upn").GetString());
        Assert.Equal(Tenant.FindUser(Upn("helpdesk"))!.Id, delegated.GetProperty("oid").GetGuid());
        Assert.Equal("User.Read Policy.Read.All", delegated.GetProperty("scp").GetString());
        Assert.Equal(Start.AddHours(1).ToUnixTimeSeconds(), delegated.GetProperty("exp").GetInt64());

        const string AppId = "11111111-2222-3333-4444-555555555555";
        var application = PayloadOf(Tokens.Issue(new() { Roles = ["UserAuthMethod-TAP.ReadWrite.All"], AppId = AppId }));
        Assert.Equal("app", application.GetProperty("idtyp").GetString());
        Assert.Equal(AppId, application.GetProperty("appid").GetString());
        Assert.Equal("UserAuthMethod-TAP.ReadWrite.All", Assert.Single(application.GetProperty("roles").EnumerateArray()).GetString());
        Assert.False(application.TryGetProperty("scp", out _));
    }

    [Fact]
    public async Task A_token_says_who_calls()
    {
        Use(new() { Scopes = ["User.Read"], User = Upn("helpdesk") });

        Assert.Equal(Upn("helpdesk"), (await GetAsync(Me)).Body.GetProperty("userPrincipalName").GetString());
    }

    [Fact]
    public async Task Tokens_of_others_can_be_refused()
    {
        Tokens.RequireIssued = true;

        Assert.Equal(401, (await GetAsync(Me)).Status);
        Use(new() { Scopes = ["User.Read"] });
        Assert.Equal(200, (await GetAsync(Me)).Status);
    }

    [Fact]
    public async Task A_token_ends()
    {
        Use(new() { Scopes = ["User.Read"], LifetimeInSeconds = 300 });

        Clock.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(200, (await GetAsync(Me)).Status);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var refused = await GetAsync(Me);
        Assert.Equal((401, "Lifetime validation failed, the token is expired."), (refused.Status, refused.ErrorMessage));
    }

    [Fact]
    public async Task A_token_can_be_revoked()
    {
        var first = Use(new() { Scopes = ["User.Read"] });
        Tokens.Revoke(first);
        Assert.Equal(401, (await GetAsync(Me)).Status);

        Use(new() { Scopes = ["User.Read"] });
        Assert.Equal(200, (await GetAsync(Me)).Status);
        Tokens.RevokeAll();
        Assert.Equal(401, (await GetAsync(Me)).Status);
    }

    [Fact]
    public async Task Demanded_claims_are_asked_for_until_a_token_has_them()
    {
        Use(new() { Scopes = ["User.Read"] });
        Tokens.DemandedClaims = Claims;

        var refused = await GetAsync(Me);
        Assert.Equal(401, refused.Status);
        Assert.Equal(Claims, ClaimsOf(refused));
        Assert.Equal(401, (await CreateBatchAsync("megan.bowen")).Envelope.Status);
        Assert.Equal(0, Tenant.PassesIssued);

        Use(new() { Scopes = ["User.Read"], Claims = Claims });
        Assert.Equal(200, (await GetAsync(Me)).Status);
        Assert.Equal([201], (await CreateBatchAsync("megan.bowen")).Statuses);
    }

    [Fact]
    public async Task Claims_can_be_demanded_of_items()
    {
        (Tokens.DemandedClaims, Tokens.ChallengeItems) = (Claims, true);

        var batch = await CreateBatchAsync("megan.bowen", "adele.vance");

        Assert.Equal(200, batch.Envelope.Status);
        Assert.Equal([401, 401], batch.Statuses);
        Assert.Equal(Claims, ClaimsOf(batch.Items["1"]));
    }

    [Fact]
    public async Task One_item_can_be_challenged_or_find_its_token_expired()
    {
        Graph.Faults.Script(new() { User = Upn("megan.bowen"), Action = SandboxFaultAction.DemandClaims, Claims = Claims });
        Graph.Faults.Script(new() { User = Upn("lynne.robbins"), Action = SandboxFaultAction.ExpireToken });

        var batch = await CreateBatchAsync("adele.vance", "megan.bowen", "lynne.robbins");

        Assert.Equal([201, 401, 401], batch.Statuses);
        Assert.Equal(Claims, ClaimsOf(batch.Items["2"]));
        Assert.DoesNotContain("claims=", batch.Items["3"].Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    // Delegated and app-only; read a pass, create one, delete one, read the policy, write it.
    [Theory]
    [InlineData("UserAuthMethod-TAP.Read.All", true, false, false, false, false)]
    [InlineData("UserAuthMethod-TAP.ReadWrite.All", true, true, true, false, false)]
    [InlineData("UserAuthenticationMethod.Read.All", true, false, false, false, false)]
    [InlineData("UserAuthenticationMethod.ReadWrite.All", true, true, true, false, false)]
    [InlineData("UserAuthMethod-TAP.ReadWrite", false, false, false, false, false)]
    [InlineData("Policy.Read.AuthenticationMethod", false, false, false, true, false)]
    [InlineData("Policy.Read.All", false, false, false, true, false)]
    [InlineData("Policy.ReadWrite.AuthenticationMethod", false, false, false, true, true)]
    [InlineData("User.Read.All", false, false, false, false, false)]
    public async Task Permissions_decide_what_a_token_may_do(
        string permission, bool read, bool create, bool delete, bool readPolicy, bool writePolicy)
    {
        Assert.Equal(201, (await CreateAsync("megan.bowen")).Status);
        Tokens.RequireIssued = true;

        foreach (var isApplication in new[] { false, true })
        {
            Use(isApplication ? new() { Roles = [permission] } : new() { Scopes = [permission] });

            Assert.Equal(read ? 200 : 403, (await GetAsync("/v1.0" + PassesOf(Upn("megan.bowen")))).Status);
            Assert.Equal(create ? 201 : 403, (await CreateAsync("adele.vance")).Status);
            Assert.Equal(delete ? 404 : 403, (await SendAsync("DELETE", $"/v1.0{PassesOf(Upn("megan.bowen"))}/{Guid.Empty}")).Status);
            Assert.Equal(readPolicy ? 200 : 403, (await GetAsync(PolicyTests.Path)).Status);
            Assert.Equal(writePolicy ? 204 : 403, (await SendAsync("DELETE", PolicyTests.Path)).Status);
        }
    }

    [Theory]
    [InlineData("UserAuthMethod-TAP.Read", 200, 403)]
    [InlineData("UserAuthMethod-TAP.ReadWrite", 200, 404)]
    [InlineData("UserAuthenticationMethod.Read", 200, 403)]
    [InlineData("UserAuthenticationMethod.ReadWrite", 200, 404)]
    [InlineData("User.Read", 403, 403)]
    public async Task Smaller_permissions_reach_as_far_as_oneself(string permission, int read, int delete)
    {
        Tokens.RequireIssued = true;
        Use(new() { Scopes = [permission] });

        foreach (var passes in new[] { "/me/authentication/temporaryAccessPassMethods", PassesOf(Upn("admin")) })
        {
            Assert.Equal(read, (await GetAsync("/v1.0" + passes)).Status);
            Assert.Equal(delete, (await SendAsync("DELETE", $"/v1.0{passes}/{Guid.Empty}")).Status);
        }

        Assert.Equal(403, (await GetAsync("/v1.0" + PassesOf(Upn("megan.bowen")))).Status);
    }

    [Fact]
    public async Task A_refusal_has_the_words_of_its_service()
    {
        Tokens.RequireIssued = true;
        Use(new() { Roles = ["Policy.Read.All"] });

        var pass = await CreateAsync("megan.bowen");
        Assert.Equal((403, "accessDenied", "Request Authorization failed"), (pass.Status, pass.ErrorCode, pass.ErrorMessage));
        var users = await GetAsync("/v1.0/users");
        Assert.Equal((403, "Authorization_RequestDenied"), (users.Status, users.ErrorCode));
    }

    [Fact]
    public async Task Members_show_their_ids_to_those_who_may_not_read_users()
    {
        Tokens.RequireIssued = true;
        Use(new() { Roles = ["GroupMember.Read.All"] });
        var group = Tenant.Groups.Single(group => group.DisplayName == "Engineering");

        var member = (await GetAsync($"/v1.0/groups/{group.Id}/members")).Value[0];

        Assert.Equal(group.Members[0], member.GetProperty("id").GetGuid());
        Assert.Equal("#microsoft.graph.user", member.GetProperty("@odata.type").GetString());
        Assert.Equal(JsonValueKind.Null, member.GetProperty("userPrincipalName").ValueKind);
    }

    [Fact]
    public void A_token_needs_a_user_who_exists() => Assert.Throws<ArgumentException>(() => Tokens.Issue(new() { User = "nobody" }));

    /// <summary>The way without a Graph permission: bounded by the role, and by the part of the tenant where it holds.</summary>
    [Fact]
    public async Task An_application_may_act_by_a_directory_role_and_no_further()
    {
        Tokens.RequireIssued = true;
        var token = Use(new() { IsApplication = true, DirectoryRoles = SandboxCallerRoles.AuthenticationAdministrator });
        Assert.Equal(
            "c4e39bd9-1100-46d3-8c65-fb160da0071f", Assert.Single(PayloadOf(token).GetProperty("wids").EnumerateArray()).GetString());

        Assert.Equal(201, (await CreateAsync("megan.bowen")).Status);
        Assert.Equal((403, "accessDenied"), Of(await CreateAsync("global.admin")));
        Assert.Equal((403, "accessDenied"), Of(await CreateAsync("miriam.graham")));
        Assert.Equal(200, (await GetAsync($"/v1.0/users/{Upn("megan.bowen")}")).Status);
        Assert.Equal(403, (await PostAsync($"/v1.0/users/{Upn("helpdesk")}/sendMail", "{}")).Status);

        Graph.Behavior.HonorsApplicationRoles = false;
        Assert.Equal((403, "accessDenied"), Of(await CreateAsync("megan.bowen")));
    }

    [Fact]
    public async Task A_permission_reaches_everybody_whatever_the_role()
    {
        Tokens.RequireIssued = true;
        Use(new() { Roles = ["UserAuthMethod-TAP.ReadWrite.All"], DirectoryRoles = SandboxCallerRoles.AuthenticationAdministrator });

        Assert.Equal(201, (await CreateAsync("global.admin")).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_role_may_hold_for_an_administrative_unit_only(bool isApplication)
    {
        var unit = Tenant.AdministrativeUnits.Single();
        if (isApplication)
        {
            Tokens.RequireIssued = true;
            var token = Use(new() { IsApplication = true, DirectoryRoles = SandboxCallerRoles.AuthenticationAdministrator, AdministrativeUnit = unit.Id });
            Assert.Empty(PayloadOf(token).GetProperty("wids").EnumerateArray());
        }
        else
        {
            (Graph.Behavior.CallerRoles, Graph.Behavior.CallerAdministrativeUnit) = (SandboxCallerRoles.AuthenticationAdministrator, unit.Id);
        }

        Assert.Equal(201, (await CreateAsync("adele.vance")).Status);
        Assert.Equal(403, (await CreateAsync("megan.bowen")).Status);
        Assert.Equal(403, (await GetAsync("/v1.0" + PassesOf(Upn("megan.bowen")))).Status);
        Assert.Single((await GetAsync("/v1.0" + PassesOf(Upn("adele.vance")))).Value);
    }

    [Fact]
    public async Task The_members_of_a_restricted_unit_are_for_those_whose_role_is_limited_to_it()
    {
        var unit = Tenant.AdministrativeUnits.Single();
        Tenant.SetAdministrativeUnit(unit with { IsMemberManagementRestricted = true });
        Graph.Behavior.CallerRoles = SandboxCallerRoles.PrivilegedAuthenticationAdministrator;

        Assert.Equal(403, (await CreateAsync("adele.vance")).Status);
        Assert.Equal(200, (await GetAsync("/v1.0" + PassesOf(Upn("adele.vance")))).Status);

        Graph.Behavior.CallerAdministrativeUnit = unit.Id;
        Assert.Equal(201, (await CreateAsync("adele.vance")).Status);
    }

    private static (int, string?) Of(Answer answer) => (answer.Status, answer.ErrorCode);

    private string Use(SandboxTokenOptions options)
    {
        var token = Tokens.Issue(options);
        Client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return token;
    }

    private static JsonElement PayloadOf(string token)
    {
        var parts = token.Split('.');
        Assert.Equal(3, parts.Length);
        return JsonElement.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]));
    }

    private static string ClaimsOf(Answer refused)
    {
        var challenge = refused.Header("WWW-Authenticate")!;
        Assert.Contains("error=\"insufficient_claims\"", challenge, StringComparison.Ordinal);
        return Encoding.UTF8.GetString(Convert.FromBase64String(challenge.Split("claims=\"")[1].TrimEnd('"')));
    }
}
