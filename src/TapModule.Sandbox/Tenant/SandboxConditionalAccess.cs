namespace TapModule.Sandbox.Tenant;

/// <summary>The tenant's Conditional Access: policies, authentication strengths and named locations. Safe for use from several threads.</summary>
public sealed class SandboxConditionalAccess
{
    private readonly List<SandboxConditionalAccessPolicy> _policies = [];
    private readonly List<SandboxAuthenticationStrength> _strengths = [.. SandboxAuthenticationStrength.BuiltIn];
    private readonly List<SandboxNamedLocation> _locations = [];

    /// <summary>A copy of the list of policies, in the order in which they were added.</summary>
    public IReadOnlyList<SandboxConditionalAccessPolicy> Policies
    {
        get
        {
            lock (_policies) return [.. _policies];
        }
    }

    /// <summary>A copy of the list of authentication strengths: Microsoft's own three, and the tenant's.</summary>
    public IReadOnlyList<SandboxAuthenticationStrength> Strengths
    {
        get
        {
            lock (_policies) return [.. _strengths];
        }
    }

    /// <summary>A copy of the list of named locations.</summary>
    public IReadOnlyList<SandboxNamedLocation> Locations
    {
        get
        {
            lock (_policies) return [.. _locations];
        }
    }

    /// <summary>Adds a policy, or replaces the one with the same id.</summary>
    /// <param name="policy">The policy.</param>
    public void SetPolicy(SandboxConditionalAccessPolicy policy) => Set(_policies, policy, one => one.Id == policy.Id);

    /// <summary>Removes a policy.</summary>
    /// <param name="id">The policy's id.</param>
    /// <returns>False if there is no such policy.</returns>
    public bool RemovePolicy(Guid id)
    {
        lock (_policies) return _policies.RemoveAll(policy => policy.Id == id) > 0;
    }

    /// <summary>Adds an authentication strength, or replaces the one with the same id.</summary>
    /// <param name="strength">The strength.</param>
    public void SetStrength(SandboxAuthenticationStrength strength) => Set(_strengths, strength, one => one.Id == strength.Id);

    /// <summary>Adds a named location, or replaces the one with the same id.</summary>
    /// <param name="location">The location.</param>
    public void SetLocation(SandboxNamedLocation location) => Set(_locations, location, one => one.Id == location.Id);

    private void Set<T>(List<T> list, T value, Predicate<T> isSame)
    {
        lock (_policies)
        {
            var index = list.FindIndex(isSame);
            if (index < 0) list.Add(value);
            else list[index] = value;
        }
    }
}

/// <summary>Whether a Conditional Access policy is in force.</summary>
public enum SandboxConditionalAccessState
{
    /// <summary>In force.</summary>
    Enabled,

    /// <summary>Off.</summary>
    Disabled,

    /// <summary>Report-only: evaluated, and nothing follows from it.</summary>
    EnabledForReportingButNotEnforced,
}

/// <summary>A Conditional Access policy, in Graph's words; what is empty is no condition. It never changes.</summary>
public sealed record SandboxConditionalAccessPolicy
{
    /// <summary>The policy's id.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>The name that people see.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Whether it is in force.</summary>
    public SandboxConditionalAccessState State { get; init; }

    /// <summary>Object ids, <c>All</c>, <c>None</c> or <c>GuestsOrExternalUsers</c>.</summary>
    public IReadOnlyList<string> IncludeUsers { get; init; } = [];

    /// <summary>Object ids or <c>GuestsOrExternalUsers</c>.</summary>
    public IReadOnlyList<string> ExcludeUsers { get; init; } = [];

    /// <summary>Object ids of groups, whose nested members count.</summary>
    public IReadOnlyList<string> IncludeGroups { get; init; } = [];

    /// <summary>Object ids of groups, whose nested members count.</summary>
    public IReadOnlyList<string> ExcludeGroups { get; init; } = [];

    /// <summary>Template ids of directory roles.</summary>
    public IReadOnlyList<string> IncludeRoles { get; init; } = [];

    /// <summary>Template ids of directory roles.</summary>
    public IReadOnlyList<string> ExcludeRoles { get; init; } = [];

    /// <summary>Application ids, <c>All</c> or <c>Office365</c>.</summary>
    public IReadOnlyList<string> IncludeApplications { get; init; } = [];

    /// <summary>Application ids.</summary>
    public IReadOnlyList<string> ExcludeApplications { get; init; } = [];

    /// <summary>User actions: <c>urn:user:registersecurityinfo</c>, <c>urn:user:registerdevice</c>.</summary>
    public IReadOnlyList<string> IncludeUserActions { get; init; } = [];

    /// <summary>Authentication contexts: <c>c1</c> and so on.</summary>
    public IReadOnlyList<string> IncludeAuthenticationContexts { get; init; } = [];

    /// <summary>Kinds of client applications: <c>all</c>, <c>browser</c>, <c>mobileAppsAndDesktopClients</c>, <c>exchangeActiveSync</c>, <c>other</c>.</summary>
    public IReadOnlyList<string> ClientAppTypes { get; init; } = ["all"];

    /// <summary>Device platforms, or <c>all</c>.</summary>
    public IReadOnlyList<string> IncludePlatforms { get; init; } = [];

    /// <summary>Device platforms.</summary>
    public IReadOnlyList<string> ExcludePlatforms { get; init; } = [];

    /// <summary>Ids of named locations, <c>All</c> or <c>AllTrusted</c>.</summary>
    public IReadOnlyList<string> IncludeLocations { get; init; } = [];

    /// <summary>Ids of named locations, or <c>AllTrusted</c>.</summary>
    public IReadOnlyList<string> ExcludeLocations { get; init; } = [];

    /// <summary>Risk levels of the sign-in.</summary>
    public IReadOnlyList<string> SignInRiskLevels { get; init; } = [];

    /// <summary>Risk levels of the user.</summary>
    public IReadOnlyList<string> UserRiskLevels { get; init; } = [];

    /// <summary>What it asks for, by name: <c>block</c>, <c>mfa</c>, <c>compliantDevice</c>, <c>domainJoinedDevice</c> and so on.</summary>
    public IReadOnlyList<string> BuiltInControls { get; init; } = [];

    /// <summary>The authentication strength that it asks for, if it does.</summary>
    public Guid? AuthenticationStrength { get; init; }

    /// <summary>Ids of terms of use that it asks for.</summary>
    public IReadOnlyList<string> TermsOfUse { get; init; } = [];

    /// <summary><c>AND</c> or <c>OR</c>: whether all of what it asks for is needed.</summary>
    public string GrantOperator { get; init; } = "OR";
}

/// <summary>An authentication strength: combinations of methods that satisfy it.</summary>
public sealed record SandboxAuthenticationStrength
{
    private static readonly string[] PhishingResistantMethods = ["windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor"];

    /// <summary>Microsoft's own three, which every tenant has.</summary>
    public static IReadOnlyList<SandboxAuthenticationStrength> BuiltIn { get; } =
    [
        new()
        {
            Id = new("00000000-0000-0000-0000-000000000002"),
            DisplayName = "Multifactor authentication",
            IsBuiltIn = true,
            AllowedCombinations =
            [
                .. PhishingResistantMethods, "deviceBasedPush", "temporaryAccessPassOneTime", "temporaryAccessPassMultiUse",
                "password,microsoftAuthenticatorPush", "password,softwareOath", "password,hardwareOath", "password,x509CertificateSingleFactor",
                "password,x509CertificateMultiFactor", "password,sms", "password,voice", "federatedMultiFactor",
                "microsoftAuthenticatorPush,federatedSingleFactor", "softwareOath,federatedSingleFactor", "hardwareOath,federatedSingleFactor",
                "sms,federatedSingleFactor", "voice,federatedSingleFactor",
            ],
        },
        new()
        {
            Id = new("00000000-0000-0000-0000-000000000003"),
            DisplayName = "Passwordless MFA",
            IsBuiltIn = true,
            AllowedCombinations = [.. PhishingResistantMethods, "deviceBasedPush"],
        },
        new()
        {
            Id = new("00000000-0000-0000-0000-000000000004"),
            DisplayName = "Phishing-resistant MFA",
            IsBuiltIn = true,
            AllowedCombinations = PhishingResistantMethods,
        },
    ];

    /// <summary>The strength's id.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>The name that people see.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Whether it is one of Microsoft's own.</summary>
    public bool IsBuiltIn { get; init; }

    /// <summary>Each a method, or methods joined by commas, in the words of Graph's authenticationMethodModes.</summary>
    public IReadOnlyList<string> AllowedCombinations { get; init; } = [];
}

/// <summary>A place that policies can name: countries, or ranges of addresses.</summary>
public sealed record SandboxNamedLocation
{
    /// <summary>The location's id.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>The name that people see.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Countries as two letters; empty for a location of addresses.</summary>
    public IReadOnlyList<string> Countries { get; init; } = [];

    /// <summary>Ranges of addresses such as <c>203.0.113.0/24</c>; empty for a location of countries.</summary>
    public IReadOnlyList<string> Ranges { get; init; } = [];

    /// <summary>Whether it counts as trusted.</summary>
    public bool IsTrusted { get; init; }
}
