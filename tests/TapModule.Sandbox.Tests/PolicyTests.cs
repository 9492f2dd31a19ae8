using System.Text.Json;
using TapModule.Sandbox.Tests.Support;

namespace TapModule.Sandbox.Tests;

public abstract class PolicyTests(Door door) : WireTests(door)
{
    internal const string Path = "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass";
    private const string Type = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration";

    [Theory]
    [InlineData("temporaryAccessPass")]
    [InlineData("TemporaryAccessPass")]
    public async Task The_policy_is_read_under_both_spellings(string key)
    {
        var policy = (await GetAsync($"/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/{key}")).Body;

        Assert.Equal(Type, policy.GetProperty("@odata.type").GetString());
        Assert.Equal("TemporaryAccessPass", policy.GetProperty("id").GetString());
        Assert.Equal("enabled", policy.GetProperty("state").GetString());
        Assert.Equal(60, policy.GetProperty("defaultLifetimeInMinutes").GetInt32());
        Assert.Equal(8, policy.GetProperty("defaultLength").GetInt32());
        Assert.Equal(60, policy.GetProperty("minimumLifetimeInMinutes").GetInt32());
        Assert.Equal(480, policy.GetProperty("maximumLifetimeInMinutes").GetInt32());
        Assert.False(policy.GetProperty("isUsableOnce").GetBoolean());
        var included = Assert.Single(policy.GetProperty("includeTargets").EnumerateArray());
        Assert.Equal("all_users", included.GetProperty("id").GetString());
        Assert.Equal("group", included.GetProperty("targetType").GetString());
        Assert.False(included.GetProperty("isRegistrationRequired").GetBoolean());
        Assert.Contains("/beta/", policy.GetProperty("includeTargets@odata.context").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_and_nothing_else()
    {
        var before = Tenant.Policy;

        var patched = await PatchAsync("\"maximumLifetimeInMinutes\":600");

        Assert.Equal((204, ""), (patched.Status, patched.Text));
        Assert.Equal(before with { MaximumLifetimeInMinutes = 600 }, Tenant.Policy);
    }

    [Fact]
    public async Task A_patch_replaces_targets_as_a_whole()
    {
        var group = Tenant.Groups.Single(group => group.DisplayName == "New hires 2026").Id;

        await PatchAsync($$"""
            "includeTargets":[{"targetType":"group","id":"{{group}}","isRegistrationRequired":true}],"excludeTargets":[]
            """);

        var policy = (await GetAsync(Path)).Body;
        var included = Assert.Single(policy.GetProperty("includeTargets").EnumerateArray());
        Assert.Equal(group, included.GetProperty("id").GetGuid());
        Assert.True(included.GetProperty("isRegistrationRequired").GetBoolean());
        Assert.Empty(policy.GetProperty("excludeTargets").EnumerateArray());

        // Through the nested group Support, and not at all.
        Assert.Equal(201, (await CreateAsync("priya.nair")).Status);
        Assert.Equal(400, (await CreateAsync("miriam.graham")).Status);
    }

    [Fact]
    public async Task A_policy_that_was_read_can_be_written_back()
    {
        var read = await GetAsync(Path);
        var before = JsonSerializer.Serialize(Tenant.Policy);

        Assert.Equal(204, (await SendAsync("PATCH", Path, read.Text)).Status);
        Assert.Equal(before, JsonSerializer.Serialize(Tenant.Policy));
    }

    [Theory]
    [InlineData("\"minimumLifetimeInMinutes\":9")]
    [InlineData("\"maximumLifetimeInMinutes\":43201")]
    [InlineData("\"minimumLifetimeInMinutes\":481")]
    [InlineData("\"defaultLifetimeInMinutes\":59")]
    [InlineData("\"defaultLifetimeInMinutes\":481")]
    [InlineData("\"minimumLifetimeInMinutes\":120")]
    [InlineData("\"defaultLength\":7")]
    [InlineData("\"defaultLength\":49")]
    [InlineData("\"defaultLength\":null")]
    [InlineData("\"state\":\"on\"")]
    [InlineData("\"isUsableOnce\":1")]
    [InlineData("\"colour\":\"red\"")]
    [InlineData("\"includeTargets\":[{\"targetType\":\"user\",\"id\":\"00000001-05e7-4a9d-9e0f-c0de5a9db0c5\"}]")]
    [InlineData("\"includeTargets\":[{\"targetType\":\"group\",\"id\":\"New hires 2026\"}]")]
    [InlineData("\"excludeTargets\":[{\"targetType\":\"group\",\"id\":\"all_users\"}]")]
    [InlineData("\"includeTargets\":{}")]
    public async Task A_patch_that_makes_no_sense_is_refused(string change)
    {
        var before = Tenant.Policy;

        var refused = await PatchAsync(change);

        Assert.Equal(400, refused.Status);
        Assert.Equal("badrequest", refused.ErrorCode, ignoreCase: true);
        Assert.Same(before, Tenant.Policy);
    }

    [Theory]
    [InlineData("""{"isUsableOnce":true}""")]
    [InlineData("""{"@odata.type":"#microsoft.graph.emailAuthenticationMethodConfiguration","isUsableOnce":true}""")]
    public async Task A_patch_must_hold_the_type(string body)
    {
        Assert.Equal(400, (await SendAsync("PATCH", Path, body)).Status);
        Assert.False(Tenant.Policy.IsUsableOnce);
    }

    [Fact]
    public async Task The_default_lifetime_can_follow_new_bounds()
    {
        Graph.Behavior.RecalculatesDefaultLifetime = true;

        Assert.Equal(204, (await PatchAsync("\"minimumLifetimeInMinutes\":120")).Status);
        Assert.Equal(120, Tenant.Policy.DefaultLifetimeInMinutes);
        Assert.Equal(204, (await PatchAsync("\"minimumLifetimeInMinutes\":10,\"maximumLifetimeInMinutes\":30")).Status);
        Assert.Equal(30, Tenant.Policy.DefaultLifetimeInMinutes);
    }

    [Fact]
    public async Task A_delete_goes_back_to_the_defaults()
    {
        await PatchAsync("\"defaultLength\":20,\"isUsableOnce\":true");

        Assert.Equal(204, (await SendAsync("DELETE", Path)).Status);
        Assert.Equal(SandboxPolicy.Default, Tenant.Policy);
        Assert.Equal(200, (await GetAsync(Path)).Status);
    }

    [Fact]
    public async Task The_policy_of_all_methods_holds_it_too()
    {
        var policy = await GetAsync("/v1.0/policies/authenticationMethodsPolicy");

        var configuration = Assert.Single(policy.Body.GetProperty("authenticationMethodConfigurations").EnumerateArray());
        Assert.Equal("TemporaryAccessPass", configuration.GetProperty("id").GetString());
    }

    private Task<Answer> PatchAsync(string change) => SendAsync("PATCH", Path, $$"""{"@odata.type":"{{Type}}",{{change}}}""");

    public sealed class InProcess() : PolicyTests(Door.InProcess);

    public sealed class OverHttp() : PolicyTests(Door.Http);
}
