namespace TapModule.Sandbox.Tenant;

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

    /// <summary>The mail address, if any. A user without one has no mailbox.</summary>
    public string? Mail { get; init; }

    /// <summary>Further addresses, as a rule private ones outside of the tenant.</summary>
    public IReadOnlyList<string> OtherMails { get; init; } = [];

    /// <summary>The number in the organisation's own books, if any.</summary>
    public string? EmployeeId { get; init; }

    /// <summary>The job's title, if any.</summary>
    public string? JobTitle { get; init; }

    /// <summary>Where the desk stands, if known.</summary>
    public string? OfficeLocation { get; init; }

    /// <summary>The mobile phone's number, if known.</summary>
    public string? MobilePhone { get; init; }

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

/// <summary>One way in which a user is known, as Graph's <c>identities</c> lists it. It tells internal guests from external ones.</summary>
/// <param name="SignInType"><c>userPrincipalName</c> for an account of this tenant, <c>federated</c> for one that lives elsewhere.</param>
/// <param name="Issuer">The tenant's domain, or <c>ExternalAzureAD</c> for a guest from another Entra tenant.</param>
/// <param name="IssuerAssignedId">The name at the issuer; null where Graph returns none.</param>
public sealed record SandboxIdentity(string SignInType, string Issuer, string? IssuerAssignedId);

/// <summary>A sign-in method that a user has registered, other than a Temporary Access Pass.</summary>
/// <param name="Kind">
/// Graph's type without its ending: <c>password</c>, <c>phone</c>, <c>email</c>, <c>fido2</c> (a passkey), <c>qrCodePin</c>, or any other, new ones too.
/// </param>
/// <param name="Id">The method's id.</param>
/// <param name="CreatedDateTime">When it was registered; null for a service that does not tell.</param>
public sealed record SandboxAuthenticationMethod(string Kind, string Id, DateTimeOffset? CreatedDateTime = null)
{
    /// <summary>The password that nearly every account has. Its id is the same for all users of all tenants.</summary>
    public static SandboxAuthenticationMethod Password { get; } = new("password", "28c10230-6103-485e-b985-444c60001490");
}
