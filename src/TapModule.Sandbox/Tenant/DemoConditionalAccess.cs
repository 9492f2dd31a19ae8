namespace TapModule.Sandbox.Tenant;

/// <summary>Ten Conditional Access policies of different kinds. Some let a pass through, some ask for what a pass is not.</summary>
internal static class DemoConditionalAccess
{
    private const string Registration = "urn:user:registersecurityinfo";
    private static readonly Guid Multifactor = new("00000000-0000-0000-0000-000000000002");
    private static readonly Guid PhishingResistant = new("00000000-0000-0000-0000-000000000004");
    private static readonly Guid OneTimeOnly = DemoTenant.IdOf(0x0a57, 1);
    private static readonly Guid Home = DemoTenant.IdOf(0x0a10, 1);

    public static void AddTo(SandboxTenant tenant)
    {
        string Group(string name) => tenant.Groups.First(group => group.DisplayName == name).Id.ToString();
        string Role(string name) => new DirectoryRole(name).TemplateId.ToString();
        var access = tenant.ConditionalAccess;
        access.SetLocation(new() { Id = Home, DisplayName = "Countries we work in", Countries = ["US", "GB", "DE", "AT", "FR", "UA"] });
        access.SetStrength(new()
        {
            Id = OneTimeOnly,
            DisplayName = "Registration with a one-time pass",
            AllowedCombinations = ["fido2", "windowsHelloForBusiness", "temporaryAccessPassOneTime"],
        });
        SandboxConditionalAccessPolicy[] policies =
        [
            new()
            {
                DisplayName = "Register security information: MFA",
                IncludeUsers = ["All"], IncludeUserActions = [Registration], AuthenticationStrength = Multifactor,
            },
            new()
            {
                DisplayName = "Register security information: phishing-resistant for Engineering",
                IncludeGroups = [Group("Engineering")], IncludeUserActions = [Registration], AuthenticationStrength = PhishingResistant,
            },
            new()
            {
                DisplayName = "Register security information: one-time pass for Support",
                IncludeGroups = [Group("Support")], IncludeUserActions = [Registration], AuthenticationStrength = OneTimeOnly,
            },
            new()
            {
                DisplayName = "All apps: managed device for Sales",
                IncludeGroups = [Group("Sales")], IncludeApplications = ["All"], BuiltInControls = ["compliantDevice", "domainJoinedDevice"],
            },
            new()
            {
                DisplayName = "All apps: phishing-resistant for administrators",
                IncludeRoles = [Role("Global Administrator"), Role("Privileged Authentication Administrator")],
                IncludeApplications = ["All"], AuthenticationStrength = PhishingResistant,
            },
            new()
            {
                DisplayName = "All apps: only from countries we work in",
                IncludeUsers = ["All"], IncludeApplications = ["All"],
                IncludeLocations = ["All"], ExcludeLocations = [Home.ToString()], BuiltInControls = ["block"],
            },
            new()
            {
                DisplayName = "All apps: terms of use for guests",
                IncludeUsers = ["GuestsOrExternalUsers"], IncludeApplications = ["All"], TermsOfUse = [DemoTenant.IdOf(0x0a70, 1).ToString()],
            },
            new()
            {
                DisplayName = "All apps: block legacy authentication",
                IncludeUsers = ["All"], IncludeApplications = ["All"], ClientAppTypes = ["exchangeActiveSync", "other"], BuiltInControls = ["block"],
            },
            new()
            {
                DisplayName = "Trial: compliant device for everybody",
                State = SandboxConditionalAccessState.EnabledForReportingButNotEnforced,
                IncludeUsers = ["All"], IncludeApplications = ["All"], BuiltInControls = ["compliantDevice"],
            },
            new()
            {
                DisplayName = "Old: no registration at all",
                State = SandboxConditionalAccessState.Disabled,
                IncludeUsers = ["All"], IncludeUserActions = [Registration], BuiltInControls = ["block"],
            },
        ];
        for (var index = 0; index < policies.Length; index++) access.SetPolicy(policies[index] with { Id = DemoTenant.IdOf(0x0ca9, index + 1) });
    }
}
