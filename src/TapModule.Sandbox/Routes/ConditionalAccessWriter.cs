using System.Text.Json;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Routes;

/// <summary>Writes Conditional Access as v1.0 does. What the sandbox has no state for is null or empty, and there all the same.</summary>
internal sealed class ConditionalAccessWriter(SandboxConditionalAccess access)
{
    private static readonly DateTimeOffset Created = new(2025, 6, 2, 8, 0, 0, TimeSpan.Zero);

    public void WritePolicy(Utf8JsonWriter body, SandboxConditionalAccessPolicy policy)
    {
        body.WriteString("id", policy.Id);
        body.WriteNull("templateId");
        body.WriteString("displayName", policy.DisplayName);
        body.WriteDate("createdDateTime", Created);
        body.WriteNull("modifiedDateTime");
        body.WriteString("state", State(policy.State));
        body.WriteNull("sessionControls");
        WriteConditions(body, policy);
        WriteGrantControls(body, policy);
    }

    public static void WriteStrength(Utf8JsonWriter body, SandboxAuthenticationStrength strength)
    {
        body.WriteString("id", strength.Id);
        body.WriteDate("createdDateTime", Created);
        body.WriteDate("modifiedDateTime", Created);
        body.WriteString("displayName", strength.DisplayName);
        body.WriteString("description", "");
        body.WriteString("policyType", strength.IsBuiltIn ? "builtIn" : "custom");
        body.WriteString("requirementsSatisfied", "mfa");
        WriteTexts(body, "allowedCombinations", strength.AllowedCombinations);
        WriteTexts(body, "combinationConfigurations", []);
    }

    public static void WriteLocation(Utf8JsonWriter body, SandboxNamedLocation location)
    {
        var isCountries = location.Countries.Count > 0;
        body.WriteStartObject();
        body.WriteString("@odata.type", isCountries ? "#microsoft.graph.countryNamedLocation" : "#microsoft.graph.ipNamedLocation");
        body.WriteString("id", location.Id);
        body.WriteString("displayName", location.DisplayName);
        if (isCountries)
        {
            WriteTexts(body, "countriesAndRegions", location.Countries);
            body.WriteBoolean("includeUnknownCountriesAndRegions", false);
        }
        else
        {
            body.WriteBoolean("isTrusted", location.IsTrusted);
            body.WriteStartArray("ipRanges");
            foreach (var range in location.Ranges)
            {
                body.WriteStartObject();
                body.WriteString("@odata.type", range.Contains(':') ? "#microsoft.graph.iPv6CidrRange" : "#microsoft.graph.iPv4CidrRange");
                body.WriteString("cidrAddress", range);
                body.WriteEndObject();
            }

            body.WriteEndArray();
        }

        body.WriteEndObject();
    }

    private static void WriteConditions(Utf8JsonWriter body, SandboxConditionalAccessPolicy policy)
    {
        body.WriteStartObject("conditions");
        WriteTexts(body, "userRiskLevels", policy.UserRiskLevels);
        WriteTexts(body, "signInRiskLevels", policy.SignInRiskLevels);
        WriteTexts(body, "clientAppTypes", policy.ClientAppTypes);
        WriteTexts(body, "servicePrincipalRiskLevels", []);
        foreach (var name in new[] { "insiderRiskLevels", "devices", "clientApplications", "authenticationFlows" }) body.WriteNull(name);
        WriteBoth(body, "platforms", "Platforms", policy.IncludePlatforms, policy.ExcludePlatforms);
        WriteBoth(body, "locations", "Locations", policy.IncludeLocations, policy.ExcludeLocations);

        body.WriteStartObject("applications");
        WriteTexts(body, "includeApplications", policy.IncludeApplications);
        WriteTexts(body, "excludeApplications", policy.ExcludeApplications);
        WriteTexts(body, "includeUserActions", policy.IncludeUserActions);
        WriteTexts(body, "includeAuthenticationContextClassReferences", policy.IncludeAuthenticationContexts);
        body.WriteNull("applicationFilter");
        body.WriteEndObject();

        body.WriteStartObject("users");
        WriteTexts(body, "includeUsers", policy.IncludeUsers);
        WriteTexts(body, "excludeUsers", policy.ExcludeUsers);
        WriteTexts(body, "includeGroups", policy.IncludeGroups);
        WriteTexts(body, "excludeGroups", policy.ExcludeGroups);
        WriteTexts(body, "includeRoles", policy.IncludeRoles);
        WriteTexts(body, "excludeRoles", policy.ExcludeRoles);
        body.WriteNull("includeGuestsOrExternalUsers");
        body.WriteNull("excludeGuestsOrExternalUsers");
        body.WriteEndObject();
        body.WriteEndObject();
    }

    private void WriteGrantControls(Utf8JsonWriter body, SandboxConditionalAccessPolicy policy)
    {
        body.WriteStartObject("grantControls");
        body.WriteString("operator", policy.GrantOperator);
        WriteTexts(body, "builtInControls", policy.BuiltInControls);
        WriteTexts(body, "customAuthenticationFactors", []);
        WriteTexts(body, "termsOfUse", policy.TermsOfUse);
        if (access.Strengths.FirstOrDefault(one => one.Id == policy.AuthenticationStrength) is { } strength)
        {
            body.WriteStartObject("authenticationStrength");
            WriteStrength(body, strength);
            body.WriteEndObject();
        }
        else
        {
            body.WriteNull("authenticationStrength");
        }

        body.WriteEndObject();
    }

    private static void WriteBoth(Utf8JsonWriter body, string name, string suffix, IReadOnlyList<string> included, IReadOnlyList<string> excluded)
    {
        if (included.Count == 0)
        {
            body.WriteNull(name);
            return;
        }

        body.WriteStartObject(name);
        WriteTexts(body, "include" + suffix, included);
        WriteTexts(body, "exclude" + suffix, excluded);
        body.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter body, string name, IReadOnlyList<string> texts)
    {
        body.WriteStartArray(name);
        foreach (var text in texts) body.WriteStringValue(text);
        body.WriteEndArray();
    }

    private static string State(SandboxConditionalAccessState state) => state switch
    {
        SandboxConditionalAccessState.Enabled => "enabled",
        SandboxConditionalAccessState.Disabled => "disabled",
        _ => "enabledForReportingButNotEnforced",
    };
}
