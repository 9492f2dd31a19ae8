using System.Collections;
using TapModule.Core.Errors;
using TapModule.Core.Policy;

namespace TapModule.Core.Tests.Policy;

public class DesiredStateTests
{
    [Fact]
    public void Graphs_own_JSON_is_a_desired_state()
    {
        var change = DesiredState.FromJson("""
            {
              "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#authenticationMethodConfigurations/$entity",
              "@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",
              "id": "TemporaryAccessPass", "state": "enabled", "defaultLifetimeInMinutes": 60, "defaultLength": 8, "minimumLifetimeInMinutes": 60,
              "maximumLifetimeInMinutes": 480, "isUsableOnce": false, "excludeTargets": [], // nobody
              "includeTargets@odata.context": "https://graph.microsoft.com/beta/$metadata#x",
              "includeTargets": [{ "targetType": "group", "id": "all_users", "isRegistrationRequired": false }],
            }
            """);

        Assert.True(change is { State: "enabled", DefaultLifetimeInMinutes: 60, DefaultLength: 8, MinimumLifetimeInMinutes: 60, MaximumLifetimeInMinutes: 480, IsUsableOnce: false });
        Assert.Equal(("all_users", false), (change.IncludeTargets!.Replace!.Single().Id, change.IncludeTargets.Replace!.Single().IsRegistrationRequired));
        Assert.Empty(change.ExcludeTargets!.Replace!);
    }

    [Fact]
    public void A_table_may_name_groups_in_short_and_leave_things_out()
    {
        var change = DesiredState.FromDictionary(new Hashtable
        {
            ["ISUSABLEONCE"] = true,
            ["MaximumLifetimeInMinutes"] = 480L,
            ["IncludeTargets"] = "New hires",
            ["ExcludeTargets"] = new object[] { "all staff", new Hashtable { ["DisplayName"] = "Guests" } },
            ["DefaultLength"] = null,
        });

        Assert.True(change is { IsUsableOnce: true, MaximumLifetimeInMinutes: 480, State: null, DefaultLength: null });
        Assert.Equal("New hires", change.IncludeTargets!.Replace!.Single().Text);
        Assert.Equal(["all staff", "Guests"], change.ExcludeTargets!.Replace!.Select(t => t.Text));
    }

    /// <summary>Properties that an SDK's class does not have stand apart from those that it has, with its own bookkeeping beside them.</summary>
    [Theory]
    [InlineData("""{ "Id": "TemporaryAccessPass", "State": "enabled", "ExcludeTargets": [], "AdditionalProperties": { "@odata.context": "x", "defaultLength": 12, "includeTargets": [ { "Id": "all_users", "TargetType": "group", "AdditionalProperties": { "isRegistrationRequired": false } } ] } }""")]
    [InlineData("""{ "additionalData": { "defaultLength": 12 }, "backingStore": { "a": 1 }, "odataType": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration", "id": null, "state": "enabled", "includeTargets": [ { "odataType": "#microsoft.graph.authenticationMethodTarget", "id": "all_users", "targetType": "Group" } ] }""")]
    [InlineData("""{ "additional_data": { "defaultLength": 12, "state": "enabled" }, "backing_store": {}, "odata_type": null, "state": null, "include_targets@odata.type": "x", "includeTargets": [ "all_users" ] }""")]
    public void What_Graphs_SDKs_write_is_a_desired_state(string json)
    {
        var desired = DesiredState.FromJson(json);

        Assert.Equal("enabled", desired.State);
        Assert.Equal(12, desired.DefaultLength);
        Assert.Equal("all_users", Assert.Single(desired.IncludeTargets!.Replace!).Text);
    }

    [Theory]
    [InlineData("""{ "defaultLenght": 8 }""", "The desired state has an unknown key 'defaultLenght'. Did you mean 'DefaultLength'?")]
    [InlineData("""{ "lifetime": 8 }""", "The desired state has an unknown key 'lifetime'.")]
    [InlineData("""{ "isUseableOnce": true }""", "The desired state has an unknown key 'isUseableOnce'. Did you mean 'IsUsableOnce'?")]
    [InlineData("""{ "includeTargets": [{ "id": "all_users", "isRegistrationRequird": true }] }""", "A target in IncludeTargets has an unknown key 'isRegistrationRequird'. Did you mean 'IsRegistrationRequired'?")]
    [InlineData("""{ "state": "enabled", "State": "disabled" }""", "The desired state names 'State' twice.")]
    [InlineData("""{ "defaultLength": "8" }""", "DefaultLength in the desired state is to be a whole number, and is the text '8'.")]
    [InlineData("""{ "defaultLength": 8.5 }""", "DefaultLength in the desired state is to be a whole number, and is 8.5.")]
    [InlineData("""{ "defaultLength": 80000000000 }""", "DefaultLength in the desired state is to be a whole number, and is 80000000000.")]
    [InlineData("""{ "isUsableOnce": "yes" }""", "IsUsableOnce in the desired state is to be true or false, and is the text 'yes'.")]
    [InlineData("""{ "state": 0 }""", "State in the desired state is to be text, and is 0.")]
    [InlineData("""{ "state": "on" }""", "State 'on' is not known. It is enabled or disabled.")]
    [InlineData("""{ "minimumLifetimeInMinutes": 9 }""", "MinimumLifetimeInMinutes 9 is out of range. It goes from 10 to 43200.")]
    [InlineData("""{ "includeTargets": 5 }""", "IncludeTargets in the desired state is to be a list of groups, and is 5.")]
    [InlineData("""{ "includeTargets": [5] }""", "IncludeTargets in the desired state is to be groups, each an id, a name, or an object with an id, and is 5.")]
    [InlineData("""{ "includeTargets": [{}] }""", "A target in IncludeTargets has neither Id nor DisplayName.")]
    [InlineData("""{ "includeTargets": [{ "id": "x", "targetType": "user" }] }""", "The target 'x' in IncludeTargets is of the type 'user'. The policy's targets are groups: Microsoft ended the targeting of single users in 2023.")]
    [InlineData("""{ "id": "Fido2", "state": "enabled" }""", "The desired state says that it is of id 'Fido2'. The policy of Temporary Access Passes has 'TemporaryAccessPass'.")]
    [InlineData("""{ "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration" }""", "The desired state says that it is of @odata.type '#microsoft.graph.fido2AuthenticationMethodConfiguration'. The policy of Temporary Access Passes has '#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration'.")]
    [InlineData("{}", "The desired state names no property of the policy, so there is nothing to hold the policy against.")]
    [InlineData("""{ "defaultLength": null }""", "The desired state names no property of the policy, so there is nothing to hold the policy against.")]
    [InlineData("[1]", "The desired state is no JSON object.")]
    public void What_cannot_be_meant_is_refused_by_name(string json, string message)
    {
        var error = Assert.Throws<TapServiceException>(() => DesiredState.FromJson(json)).Error;
        Assert.Equal((TapErrorId.InvalidPolicy, message), (error.Reason, error.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("state = enabled")]
    [InlineData("{ \"state\": ")]
    public void What_is_not_JSON_is_refused(string text)
    {
        var error = Assert.Throws<TapServiceException>(() => DesiredState.FromJson(text)).Error;
        Assert.Equal(TapErrorId.InvalidPolicy, error.Reason);
        Assert.StartsWith("The desired state is not JSON", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_numbers_count_in_any_numeric_type()
    {
        foreach (object number in new object[] { 12, 12L, 12.0 }) Assert.Equal(12, DesiredState.FromDictionary(new Hashtable { ["DefaultLength"] = number }).DefaultLength);
    }

    [Fact]
    public async Task A_policy_is_compared_with_a_desired_state()
    {
        await using var bench = await PolicyBench.StartAsync();
        var desired = DesiredState.FromJson("""{ "state": "Enabled", "isUsableOnce": true, "excludeTargets": ["Sales"], "includeTargets": ["all_users"] }""");

        var rows = await bench.Service.CompareAsync(desired, bench, default);

        Assert.Equal(["IsUsableOnce", "ExcludeTargets"], rows.Select(r => r.Property));
        Assert.StartsWith("No Temporary Access Pass (", PolicyDifference.Show(rows[1].Before), StringComparison.Ordinal);
        Assert.StartsWith("Sales (", PolicyDifference.Show(rows[1].After), StringComparison.Ordinal);
        Assert.All(bench.Sent, s => Assert.StartsWith("GET", s, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_group_that_is_gone_is_a_difference_and_no_failure()
    {
        await using var bench = await PolicyBench.StartAsync();
        var desired = DesiredState.FromJson($$"""{ "includeTargets": ["{{Guid.NewGuid()}}"] }""");
        Assert.Equal("IncludeTargets", Assert.Single(await bench.Service.CompareAsync(desired, bench, default)).Property);
    }
}
