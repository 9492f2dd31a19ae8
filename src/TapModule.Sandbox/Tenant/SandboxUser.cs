namespace TapModule.Sandbox;

/// <summary>A user of the simulated tenant. It never changes: put a changed copy back with <see cref="SandboxTenant.SetUser"/>.</summary>
public sealed record SandboxUser
{
    private static readonly IReadOnlyList<SandboxAuthenticationMethod> PasswordOnly = [SandboxAuthenticationMethod.Password];
    private readonly string? _displayName;

    /// <summary>The object id.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>The sign-in name. Unique in the tenant, compared without case.</summary>
    public string UserPrincipalName { get; init; } = "";

    /// <summary>The name that people see. The part of the UPN before the @ where none was given.</summary>
    public string DisplayName
    {
        get => _displayName ?? UserPrincipalName.Split('@')[0];
        init => _displayName = value;
    }

    /// <summary>The first name, if any.</summary>
    public string? GivenName { get; init; }

    /// <summary>The family name, if any.</summary>
    public string? Surname { get; init; }

    /// <summary>False for an account that may not sign in. A pass can be created for it all the same.</summary>
    public bool AccountEnabled { get; init; } = true;

    /// <summary><c>Member</c> or <c>Guest</c>. A guest is external only if its identities say so.</summary>
    public string UserType { get; init; } = "Member";

    /// <summary>Where the account lives. Empty means in this tenant.</summary>
    public IReadOnlyList<SandboxIdentity> Identities { get; init; } = [];

    /// <summary><c>Invitation</c> for invited guests, otherwise null.</summary>
    public string? CreationType { get; init; }

    /// <summary>The department, if any.</summary>
    public string? Department { get; init; }

    /// <summary>The manager's object id, if there is a manager.</summary>
    public Guid? ManagerId { get; init; }

    /// <summary>The language as a tag such as <c>de-DE</c>, if known.</summary>
    public string? PreferredLanguage { get; init; }

    /// <summary>The country as two letters, if known.</summary>
    public string? UsageLocation { get; init; }

    /// <summary>The mail address, if any.</summary>
    public string? Mail { get; init; }

    /// <summary>The registered sign-in methods without the Temporary Access Pass, which the tenant adds when it lists them.</summary>
    public IReadOnlyList<SandboxAuthenticationMethod> AuthenticationMethods { get; init; } = PasswordOnly;

    /// <summary>The display names of the directory roles that the user holds.</summary>
    public IReadOnlyList<string> DirectoryRoles { get; init; } = [];

    /// <summary>
    /// For a brand-new account: how long the authentication endpoints go on answering 404, counted from the first request for it.
    /// </summary>
    public TimeSpan ReadyAfter { get; init; }

    /// <summary>Whether the account lives in another tenant, so that this tenant cannot give it a pass.</summary>
    public bool IsExternalGuest =>
        CreationType == "Invitation" || Identities.Any(identity => identity is { SignInType: "federated", Issuer: "ExternalAzureAD" });
}
