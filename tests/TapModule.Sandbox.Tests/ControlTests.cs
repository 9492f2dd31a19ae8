using System.Text.Json;
using TapModule.Sandbox.Tests.Support;

namespace TapModule.Sandbox.Tests;

public sealed class ControlTests() : WireTests(Door.Http)
{
    /// <summary>The service that answers now, which a reset replaces.</summary>
    private SandboxGraph Current => Server!.Graph;

    [Fact]
    public async Task A_reset_gives_a_new_tenant()
    {
        await CreateAsync("megan.bowen");

        var reset = await ControlAsync("POST", "reset", """
            {
              "users": 25, "recordRequests": false, "policy": { "defaultLength": 12 }, "behavior": { "existingPass": "refuse" },
              "faults": { "throttle": { "ratePerSecond": 100 } }
            }
            """);

        Assert.Equal(25, reset.Body.GetProperty("users").GetInt32());
        Assert.Equal(25, Current.Tenant.Users.Count);
        Assert.Equal(0, Current.Tenant.PassesIssued);
        Assert.Equal(12, Current.Tenant.Policy.DefaultLength);
        Assert.Equal(480, Current.Tenant.Policy.MaximumLifetimeInMinutes);
        Assert.Equal(SandboxExistingPass.Refuse, Current.Behavior.ExistingPass);
        Assert.Equal(100, Current.Faults.Throttle.RatePerSecond);
        Assert.Equal(201, (await CreateAsync("user0000025")).Status);
        Assert.Empty((await ControlAsync("GET", "requests")).Body.EnumerateArray());

        await ControlAsync("POST", "reset");
        Assert.NotNull(Current.Tenant.FindUser("megan.bowen@contoso.example"));
        Assert.Null(Current.Faults.Throttle.RatePerSecond);
    }

    [Fact]
    public async Task A_reset_lets_go_of_what_was_held()
    {
        var gate = (await ControlAsync("POST", "gate", """{"method":"POST"}""")).Body.GetProperty("id").GetString();
        var held = CreateAsync("megan.bowen");
        Assert.Equal(1, (await ControlAsync("GET", $"gate/{gate}?waiting=1")).Body.GetProperty("waiting").GetInt32());

        await ControlAsync("POST", "reset");

        Assert.Equal(201, (await held).Status);
    }

    [Theory]
    [InlineData("policy", """{"isUsableOnce":true,"state":"disabled"}""", "isUsableOnce", "true")]
    [InlineData(
        "policy",
        """{"excludeTargets":[{"id":"00000001-6709-4a9d-9e0f-c0de5a9db0c5"}]}""",
        "excludeTargets",
        """[{"id":"00000001-6709-4a9d-9e0f-c0de5a9db0c5","isRegistrationRequired":false}]""")]
    [InlineData("behavior", """{"outOfScope":"issueUnusable"}""", "outOfScope", "\"issueUnusable\"")]
    [InlineData("behavior", """{"callerRoles":"user, globalReader"}""", "callerRoles", "\"user, globalReader\"")]
    [InlineData(
        "faults",
        """{"dropAfterWork":0.25,"serviceUnavailable":{"probability":0.5}}""",
        "serviceUnavailable",
        """{"probability":0.5,"afterWork":0,"retryAfter":null}""")]
    [InlineData("tokens", """{"requireIssued":true}""", "requireIssued", "true")]
    [InlineData("record", """{"capacity":5}""", "capacity", "5")]
    public async Task Settings_change_as_far_as_they_are_named(string settings, string change, string name, string expected)
    {
        var before = (await ControlAsync("GET", settings)).Body;

        var after = (await ControlAsync("PUT", settings, change)).Body;

        Assert.Equal(expected, after.GetProperty(name).GetRawText());
        var named = JsonElement.Parse(change).EnumerateObject().Select(property => property.Name).ToHashSet();
        var others = before.EnumerateObject().Where(property => !named.Contains(property.Name));
        Assert.All(others, property => Assert.Equal(property.Value.GetRawText(), after.GetProperty(property.Name).GetRawText()));
    }

    [Theory]
    [InlineData("PUT", "faults", """{"speed":1}""", "There is no 'speed'. Known: seed, throttle")]
    [InlineData("PUT", "faults", """{"throttle":{"retryAfter":"sometimes"}}""", "'RetryAfter' cannot be \"sometimes\"")]
    [InlineData("PUT", "behavior", "[]", "must be a JSON object")]
    [InlineData("PUT", "behavior", "{", "not JSON")]
    [InlineData("POST", "user", """{"displayName":"No name"}""", "userPrincipalName")]
    [InlineData("POST", "tokens", """{"user":"nobody"}""", "no user 'nobody'")]
    [InlineData("GET", "gate/99", null, "no gate '99'")]
    public async Task A_mistake_is_explained(string method, string path, string? body, string expected)
    {
        var refused = await ControlAsync(method, path, body);

        Assert.Equal(400, refused.Status);
        Assert.Contains(expected, refused.Body.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_state_can_be_compared_with_what_was_handed_out()
    {
        var first = (await CreateAsync("sam_new-hire")).Body.GetProperty("temporaryAccessPass").GetString();
        var second = (await CreateAsync("sam_new-hire")).Body;

        var pass = (await ControlAsync("GET", "passes")).Body.GetProperty("sam_new-hire@contoso.example");
        Assert.Equal(second.GetProperty("temporaryAccessPass").GetString(), pass.GetProperty("temporaryAccessPass").GetString());
        Assert.Equal(second.GetProperty("id").GetString(), pass.GetProperty("id").GetString());

        var history = (await ControlAsync("GET", "passes/sam_new-hire@contoso.example")).Body;
        Assert.Equal(
            [first, second.GetProperty("temporaryAccessPass").GetString()],
            history.GetProperty("issuedCodes").EnumerateArray().Select(code => code.GetString()));

        var state = (await ControlAsync("GET", "state")).Body;
        Assert.Equal(2, state.GetProperty("passesIssued").GetInt64());
        Assert.Equal(Current.Tenant.Users.Count, state.GetProperty("users").GetArrayLength());
        Assert.Equal("enabled", state.GetProperty("policy").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Requests_and_counters_can_be_read_and_cleared()
    {
        await CreateAsync("megan.bowen");

        var request = Assert.Single((await ControlAsync("GET", "requests")).Body.EnumerateArray());
        Assert.Equal(("POST", 201), (request.GetProperty("method").GetString(), request.GetProperty("statusCode").GetInt32()));
        Assert.Equal(1, (await ControlAsync("GET", "counters")).Body.GetProperty("items").GetInt64());

        await ControlAsync("DELETE", "requests");
        Assert.Equal(0, (await ControlAsync("GET", "counters")).Body.GetProperty("items").GetInt64());
        Assert.Empty((await ControlAsync("GET", "requests")).Body.EnumerateArray());
    }

    [Fact]
    public async Task Faults_can_be_scripted()
    {
        await ControlAsync("POST", "fault-script", """{"user":"megan.bowen@contoso.example","action":"drop","afterWork":true}""");
        var script = await ControlAsync("POST", "fault-script", """[{"statusCode":503,"retryAfter":"2"},{"statusCode":500}]""");

        Assert.Equal(3, script.Body.GetProperty("scriptLength").GetInt32());
        await Assert.ThrowsAsync<HttpRequestException>(() => CreateAsync("megan.bowen"));
        var failed = await CreateAsync("megan.bowen");
        Assert.Equal((503, "2"), (failed.Status, failed.Header("Retry-After")));
        await ControlAsync("DELETE", "fault-script");
        Assert.Equal(201, (await CreateAsync("megan.bowen")).Status);
    }

    [Fact]
    public async Task Gates_can_be_opened_one_request_at_a_time()
    {
        var gate = await ControlAsync("POST", "gate", """{"pathContains":"authentication","afterWork":true}""");
        var id = gate.Body.GetProperty("id").GetString();
        Task<Answer>[] held = [CreateAsync("megan.bowen"), CreateAsync("adele.vance")];

        Assert.Equal(2, (await ControlAsync("GET", $"gate/{id}?waiting=2")).Body.GetProperty("waiting").GetInt32());
        Assert.Equal(2, (await ControlAsync("GET", $"gate/{id}?waiting=3&timeoutSeconds=0")).Body.GetProperty("waiting").GetInt32());
        Assert.Equal(1, (await ControlAsync("POST", $"gate/{id}/release?count=1")).Body.GetProperty("waiting").GetInt32());
        await Task.WhenAny(held);
        await ControlAsync("POST", $"gate/{id}/release");
        Assert.All(await Task.WhenAll(held), answer => Assert.Equal(201, answer.Status));
    }

    [Fact]
    public async Task Users_and_groups_can_be_added_changed_and_removed()
    {
        var added = await ControlAsync("POST", "user", """
            {"userPrincipalName":"new@contoso.example","displayName":"New","readyAfter":"00:00:30","directoryRoles":["Global Reader"]}
            """);
        var id = added.Body.GetProperty("id").GetGuid();
        await ControlAsync("POST", "user", $$"""{"id":"{{id}}","accountEnabled":false,"readyAfter":"00:00:00"}""");
        var user = Current.Tenant.FindUser("new@contoso.example")!;
        Assert.Equal((id, "New", false, "Global Reader"), (user.Id, user.DisplayName, user.AccountEnabled, user.DirectoryRoles[0]));

        var group = await ControlAsync("POST", "group", $$"""{"displayName":"Newcomers","members":["{{id}}"]}""");
        Assert.Contains(group.Body.GetProperty("id").GetGuid(), Current.Tenant.GroupsOf(id));

        Assert.True((await ControlAsync("DELETE", "user/new@contoso.example")).Body.GetProperty("removed").GetBoolean());
        Assert.Null(Current.Tenant.FindUser("new@contoso.example"));
    }

    [Fact]
    public async Task Passes_can_be_used_and_a_manual_clock_moved()
    {
        await ControlAsync("POST", "reset", """{"manualClock":"2026-03-02T08:00:00Z"}""");
        await CreateAsync("megan.bowen", """{"startDateTime":"2026-03-02T09:00:00Z"}""");

        Assert.False(await SignInAsync());
        var moved = await ControlAsync("POST", "clock", """{"advanceSeconds":3600}""");
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), moved.Body.GetProperty("now").GetDateTimeOffset());
        Assert.True(await SignInAsync());

        async Task<bool> SignInAsync()
        {
            var signIn = await ControlAsync("POST", "use-pass", """{"user":"megan.bowen@contoso.example"}""");
            return signIn.Body.GetProperty("signedIn").GetBoolean();
        }
    }

    [Fact]
    public async Task A_running_clock_can_be_moved_too()
    {
        await ControlAsync("POST", "reset");
        await CreateAsync("megan.bowen");

        await ControlAsync("POST", "clock", """{"advanceSeconds":7200}""");

        var pass = Assert.Single((await GetAsync("/v1.0" + PassesOf(Upn("megan.bowen")))).Value);
        Assert.Equal("Expired", pass.GetProperty("methodUsabilityReason").GetString());
    }

    [Fact]
    public async Task A_share_of_the_users_uses_the_pass_and_registers_a_method()
    {
        await ControlAsync("POST", "reset");
        await ControlAsync("POST", "numbered-users", """{"count":40}""");
        for (var number = 1; number <= 10; number++) await CreateAsync($"user{number:D7}");

        var used = await ControlAsync("POST", "use-passes", """{"share":0.6,"advanceSeconds":1800,"method":"fido2"}""");

        Assert.Equal(6, used.Body.GetProperty("signedIn").GetArrayLength());
        Assert.Equal(6, Current.Tenant.CurrentPasses().Count(pair => pair.Value.LastUsedDateTime is not null));
        Assert.Equal(6, Current.Tenant.Users.Count(user => user.UserPrincipalName.StartsWith("user", StringComparison.Ordinal)
            && user.AuthenticationMethods.Any(method => method.Kind == "fido2")));
        await ControlAsync("POST", "numbered-users", """{"count":3}""");
        Assert.Null(Current.Tenant.FindUser("user0000004@contoso.example"));
    }

    [Fact]
    public async Task Conditional_Access_can_be_changed()
    {
        await ControlAsync("POST", "reset");
        var policy = await ControlAsync("POST", "conditional-access/policy", """{"displayName":"New","includeUsers":["All"],"includeApplications":["All"]}""");
        var id = policy.Body.GetProperty("id").GetString();
        await ControlAsync("POST", "conditional-access/policy", $$"""{"id":"{{id}}","state":"disabled"}""");

        var changed = Current.Tenant.ConditionalAccess.Policies.Single(one => one.Id.ToString() == id);
        Assert.Equal(("New", SandboxConditionalAccessState.Disabled), (changed.DisplayName, changed.State));
        Assert.True((await ControlAsync("DELETE", $"conditional-access/policy/{id}")).Body.GetProperty("removed").GetBoolean());
        await ControlAsync("POST", "conditional-access/strength", """{"displayName":"Own","allowedCombinations":["fido2"]}""");
        Assert.Contains(Current.Tenant.ConditionalAccess.Strengths, strength => strength.DisplayName == "Own");
    }

    [Fact]
    public async Task Mail_can_be_read_and_forgotten()
    {
        await PostAsync("/v1.0/me/sendMail", $$$"""{"message":{"subject":"Hello","toRecipients":[{"emailAddress":{"address":"{{{Upn("adele.vance")}}}"}}]}}""");

        Assert.Equal("Hello", (await ControlAsync("GET", "mail")).Body[0].GetProperty("subject").GetString());
        Assert.Equal(1, (await ControlAsync("GET", $"mail/{Upn("adele.vance")}")).Body.GetArrayLength());
        Assert.Equal(0, (await ControlAsync("GET", $"mail/{Upn("megan.bowen")}")).Body.GetArrayLength());
        await ControlAsync("DELETE", "mail");
        Assert.Equal(0, (await ControlAsync("GET", "mail")).Body.GetArrayLength());
    }

    [Fact]
    public async Task Tokens_can_be_issued_and_revoked()
    {
        await ControlAsync("PUT", "tokens", """{"requireIssued":true}""");
        var issued = await ControlAsync("POST", "tokens", """{"roles":["UserAuthMethod-TAP.ReadWrite.All"]}""");
        var token = issued.Body.GetProperty("token").GetString();
        Assert.Equal(401, (await CreateAsync("megan.bowen")).Status);

        Client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal(201, (await CreateAsync("megan.bowen")).Status);
        await ControlAsync("POST", "tokens/revoke");
        Assert.Equal(401, (await CreateAsync("megan.bowen")).Status);
    }

    protected override SandboxTenant CreateTenant() => SandboxTenant.CreateDemo();

    private Task<Answer> ControlAsync(string method, string path, string? body = null) => SendAsync(method, "/_sandbox/" + path, body);
}
