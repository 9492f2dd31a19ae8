using System.Text.Json;
using TapModule.Sandbox.Tests.Support;

namespace TapModule.Sandbox.Tests;

public abstract class ConditionalAccessTests(Door door) : WireTests(door)
{
    private const string Root = "/v1.0/identity/conditionalAccess";
    private const string Registration = """{"@odata.type":"#microsoft.graph.userActionContext","userAction":"registerSecurityInformation"}""";

    private const string SignIn =
        """{"@odata.type":"#microsoft.graph.applicationContext","includeApplications":["00000003-0000-0ff1-ce00-000000000000"]}""";

    private string Question(string user, string context = Registration, string conditions = "{}", bool appliedOnly = true) =>
        $$$"""
        {"signInIdentity":{"@odata.type":"#microsoft.graph.userSignIn","userId":"{{{Tenant.FindUser(Upn(user))!.Id}}}"},
        "signInContext":{{{context}}},"signInConditions":{{{conditions}}},"appliedPoliciesOnly":{{{(appliedOnly ? "true" : "false")}}}}
        """;

    private async Task<string[]> ApplyingAsync(string user, string context = Registration, string conditions = "{}")
    {
        var answer = await PostAsync($"{Root}/evaluate", Question(user, context, conditions));
        Assert.Equal(200, answer.Status);
        return [.. answer.Value.Select(policy => policy.GetProperty("displayName").GetString()!.Split(':')[1].Trim()).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task Policies_are_shown_with_all_that_v1_has()
    {
        var policies = (await GetAsync($"{Root}/policies")).Value;

        Assert.Equal(10, policies.Length);
        Assert.Equal(
            ["disabled", "enabled", "enabledForReportingButNotEnforced"],
            policies.Select(policy => policy.GetProperty("state").GetString()!).Distinct().Order());
        var first = policies[0];
        Assert.Equal("urn:user:registersecurityinfo", First(first, "conditions", "applications", "includeUserActions"));
        Assert.Equal("All", First(first, "conditions", "users", "includeUsers"));
        Assert.Equal("all", First(first, "conditions", "clientAppTypes"));
        Assert.Equal("Multifactor authentication", first.GetProperty("grantControls").GetProperty("authenticationStrength").GetProperty("displayName").GetString());
        Assert.Equal(JsonValueKind.Null, first.GetProperty("conditions").GetProperty("locations").ValueKind);

        var one = (await GetAsync($"{Root}/policies/{first.GetProperty("id").GetString()}")).Body;
        Assert.Equal(first.GetProperty("displayName").GetString(), one.GetProperty("displayName").GetString());
        Assert.Equal(404, (await GetAsync($"{Root}/policies/{Guid.Empty}")).Status);
        Assert.Equal("#microsoft.graph.countryNamedLocation", Assert.Single((await GetAsync($"{Root}/namedLocations")).Value).GetProperty("@odata.type").GetString());
    }

    [Theory]
    [InlineData("/v1.0/policies/authenticationStrengthPolicies")]
    [InlineData(Root + "/authenticationStrength/policies")]
    public async Task Strengths_say_whether_a_pass_satisfies_them(string path)
    {
        var strengths = (await GetAsync(path)).Value.ToDictionary(
            one => one.GetProperty("displayName").GetString()!,
            one => one.GetProperty("allowedCombinations").EnumerateArray().Select(combination => combination.GetString()!).ToArray());

        Assert.Contains("temporaryAccessPassOneTime", strengths["Multifactor authentication"]);
        Assert.Contains("temporaryAccessPassMultiUse", strengths["Multifactor authentication"]);
        Assert.DoesNotContain(strengths["Phishing-resistant MFA"], combination => combination.StartsWith("temporary", StringComparison.Ordinal));
        Assert.Contains("temporaryAccessPassOneTime", strengths["Registration with a one-time pass"]);
        Assert.DoesNotContain("temporaryAccessPassMultiUse", strengths["Registration with a one-time pass"]);
        Assert.Equal("builtIn", (await GetAsync($"{path}/00000000-0000-0000-0000-000000000004")).Body.GetProperty("policyType").GetString());
    }

    [Fact]
    public async Task Registration_meets_the_policies_for_the_action_and_those_for_all_apps()
    {
        Assert.Equal(["MFA", "compliant device for everybody"], await ApplyingAsync("megan.bowen"));
        Assert.Equal(["MFA", "compliant device for everybody", "phishing-resistant for Engineering"], await ApplyingAsync("yuki.tanaka"));
        Assert.Equal(["MFA", "compliant device for everybody", "one-time pass for Support"], await ApplyingAsync("noa.levi"));
        Assert.Equal(["MFA", "compliant device for everybody", "phishing-resistant for administrators"], await ApplyingAsync("global.admin"));
        Assert.Equal(["MFA", "compliant device for everybody", "terms of use for guests"], await ApplyingAsync("internal.guest"));
    }

    [Fact]
    public async Task Signing_in_to_an_app_meets_other_policies()
    {
        Assert.Equal(["compliant device for everybody", "managed device for Sales"], await ApplyingAsync("maria.nunez", SignIn));
        Assert.Equal(
            ["block legacy authentication", "compliant device for everybody", "only from countries we work in"],
            await ApplyingAsync("megan.bowen", SignIn, """{"clientAppType":"other","country":"BR"}"""));
        Assert.Equal(["compliant device for everybody"], await ApplyingAsync("megan.bowen", SignIn, """{"clientAppType":"browser","country":"DE"}"""));
    }

    [Fact]
    public async Task What_does_not_apply_says_why()
    {
        var answer = await PostAsync($"{Root}/evaluate", Question("megan.bowen", appliedOnly: false));

        var reasons = answer.Value.ToDictionary(
            policy => policy.GetProperty("displayName").GetString()!,
            policy => (policy.GetProperty("policyApplies").GetBoolean(), policy.GetProperty("analysisReasons").GetString()));
        Assert.Equal(10, reasons.Count);
        Assert.Equal((true, "notSet"), reasons["Register security information: MFA"]);
        Assert.Equal((false, "policyNotEnabled"), reasons["Old: no registration at all"]);
        Assert.Equal((false, "users"), reasons["All apps: managed device for Sales"]);
        Assert.Equal((false, "notEnoughInformation"), reasons["All apps: only from countries we work in"]);
        Assert.Equal((false, "notEnoughInformation"), reasons["All apps: block legacy authentication"]);
        Assert.EndsWith("$metadata#Collection(microsoft.graph.whatIfAnalysisResult)", answer.Body.GetProperty("@odata.context").GetString(), StringComparison.Ordinal);

        var app = await PostAsync($"{Root}/evaluate", Question("megan.bowen", SignIn, """{"clientAppType":"browser"}""", appliedOnly: false));
        var byName = app.Value.ToDictionary(policy => policy.GetProperty("displayName").GetString()!, policy => policy.GetProperty("analysisReasons").GetString());
        Assert.Equal("application", byName["Register security information: MFA"]);
        Assert.Equal("clientApps", byName["All apps: block legacy authentication"]);
    }

    [Fact]
    public async Task A_condition_that_nobody_told_of_may_count_as_met()
    {
        Graph.Behavior.MissingCondition = SandboxMissingCondition.Applies;

        Assert.Contains("only from countries we work in", await ApplyingAsync("megan.bowen"));
    }

    [Fact]
    public async Task Places_are_countries_or_ranges_of_addresses()
    {
        var office = new SandboxNamedLocation { DisplayName = "Office", Ranges = ["203.0.113.0/25", "2001:db8::/32"], IsTrusted = true };
        Tenant.ConditionalAccess.SetLocation(office);
        Tenant.ConditionalAccess.SetPolicy(new()
        {
            DisplayName = "Test: only in the office",
            IncludeUsers = ["All"],
            IncludeApplications = ["All"],
            IncludeLocations = ["All"],
            ExcludeLocations = ["AllTrusted"],
            BuiltInControls = ["block"],
        });

        async Task<bool> IsBlockedAsync(string address) =>
            (await ApplyingAsync("megan.bowen", SignIn, $$"""{"ipAddress":"{{address}}"}""")).Contains("only in the office");
        Assert.False(await IsBlockedAsync("203.0.113.7"));
        Assert.True(await IsBlockedAsync("203.0.113.200"));
        Assert.False(await IsBlockedAsync("2001:db8:1::7"));
        Assert.True(await IsBlockedAsync("2001:db9::7"));
    }

    [Theory]
    [InlineData("userId", "signInIdentity")]
    [InlineData("signInConditions", "signInConditions")]
    [InlineData("signInContext", "signInContext")]
    [InlineData("registerSecurityInformation", "userAction")]
    [InlineData("userSignIn", "userSignIn")]
    public async Task A_question_that_is_not_whole_is_refused(string broken, string named)
    {
        var refused = await PostAsync($"{Root}/evaluate", Question("megan.bowen").Replace(broken, "somethingElse", StringComparison.Ordinal));

        Assert.Equal(400, refused.Status);
        Assert.Contains(named, refused.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"clientAppType":"telnet"}""")]
    [InlineData("""{"weather":"rain"}""")]
    public async Task A_condition_that_does_not_exist_is_refused(string conditions) =>
        Assert.Equal(400, (await PostAsync($"{Root}/evaluate", Question("megan.bowen", conditions: conditions))).Status);

    [Theory]
    [InlineData("Policy.Read.ConditionalAccess", 200)]
    [InlineData("Policy.Read.All", 200)]
    [InlineData("Policy.Read.AuthenticationMethod", 403)]
    public async Task A_permission_of_its_own_is_needed(string permission, int status)
    {
        Graph.Tokens.RequireIssued = true;
        Client.DefaultRequestHeaders.Authorization = new("Bearer", Graph.Tokens.Issue(new() { Scopes = [permission] }));

        var answer = await PostAsync($"{Root}/evaluate", Question("megan.bowen"));

        Assert.Equal(status, answer.Status);
        if (status == 403) Assert.Equal("AccessDenied", answer.ErrorCode);
        // Strengths need no more than the policy of authentication methods does.
        if (permission == "Policy.Read.AuthenticationMethod") Assert.Equal(200, (await GetAsync("/v1.0/policies/authenticationStrengthPolicies")).Status);
    }

    [Fact]
    public async Task It_has_a_limit_of_its_own_that_does_not_say_when_to_come_back()
    {
        (Graph.Faults.ConditionalAccessThrottle.RatePerSecond, Graph.Faults.ConditionalAccessThrottle.RetryAfter) = (1, SandboxRetryAfter.None);

        var batch = await BatchAsync(
            BatchAnswer.Item("1", "POST", "/identity/conditionalAccess/evaluate", Question("megan.bowen")),
            BatchAnswer.Item("2", "POST", "/identity/conditionalAccess/evaluate", Question("megan.bowen")),
            BatchAnswer.Item("3", "GET", "/me"));

        Assert.Equal([200, 429, 200], batch.Statuses);
        Assert.Null(batch.Items["2"].Header("Retry-After"));
    }

    private static string? First(JsonElement entity, params string[] path)
    {
        foreach (var name in path) entity = entity.GetProperty(name);
        return entity.EnumerateArray().First().GetString();
    }

    public sealed class InProcess() : ConditionalAccessTests(Door.InProcess);

    public sealed class OverHttp() : ConditionalAccessTests(Door.Http);
}
