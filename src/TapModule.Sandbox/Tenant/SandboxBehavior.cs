namespace TapModule.Sandbox.Tenant;

/// <summary>
/// How the simulated service acts where reports about the real one disagree or where tenants differ.
/// May be changed at any moment; the next request sees it.
/// </summary>
public sealed class SandboxBehavior
{
    /// <summary>What a create does when the user already has a pass.</summary>
    public SandboxExistingPass ExistingPass { get; set; }

    /// <summary>What a create does for a user whom the policy does not cover.</summary>
    public SandboxOutOfScope OutOfScope { get; set; }

    /// <summary>What a create does with a start in the past.</summary>
    public SandboxStartInPast StartInPast { get; set; }

    /// <summary>The error code of a 404 from the authentication endpoints.</summary>
    public SandboxNotFoundCode NotFoundCode { get; set; }

    /// <summary>What a create without <c>isUsableOnce</c> makes of it.</summary>
    public SandboxUsableOnceDefault UsableOnceDefault { get; set; }

    /// <summary>Whether beta still sends <c>isUsable</c> and <c>methodUsabilityReason</c>, which its schema has lost.</summary>
    public bool BetaReturnsUsability { get; set; }

    /// <summary>Whether this cloud has Temporary Access Passes at all; without them their paths answer 400.</summary>
    public bool HasTemporaryAccessPass { get; set; } = true;

    /// <summary>
    /// Whether a policy change that leaves the default lifetime outside of the new bounds moves it inside; otherwise such a change is
    /// refused with 400.
    /// </summary>
    public bool RecalculatesDefaultLifetime { get; set; }

    /// <summary>The directory roles of callers who are users.</summary>
    public SandboxCallerRoles CallerRoles { get; set; }

    /// <summary>
    /// The administrative unit, by object id, to which the roles of callers who are users are limited; null where they hold for the whole tenant.
    /// </summary>
    public Guid? CallerAdministrativeUnit { get; set; }

    /// <summary>
    /// Whether an application may do what a directory role of its own allows although its token holds no permission for it. Reported by
    /// practitioners, documented nowhere.
    /// </summary>
    public bool HonorsApplicationRoles { get; set; } = true;

    /// <summary>
    /// The only mailboxes, by address, that an application may send from, as an application access policy confines it; empty for all.
    /// A signed-in person sends from the own mailbox and is not concerned.
    /// </summary>
    public IReadOnlyList<string> ApplicationMailboxes { get; set; } = [];

    /// <summary>What follows in What If from a condition about which the request says nothing.</summary>
    public SandboxMissingCondition MissingCondition { get; set; }

    /// <summary>The number of users or members on a page whose request does not say, 1 to 999.</summary>
    public int PageSize { get; set; } = 100;
}

/// <summary>What a create does when the user already has a pass.</summary>
public enum SandboxExistingPass
{
    /// <summary>The new pass takes the place of the old one, as the current documentation says.</summary>
    Replace,

    /// <summary>400, unless the old pass has expired, as some reports say.</summary>
    Refuse,
}

/// <summary>What a create does for a user whom the policy does not cover.</summary>
public enum SandboxOutOfScope
{
    /// <summary>400, as field reports say.</summary>
    Refuse,

    /// <summary>201 with a pass that cannot be used, as the product documentation says.</summary>
    IssueUnusable,
}

/// <summary>What a create does with a start that lies more than a minute back.</summary>
public enum SandboxStartInPast
{
    /// <summary>400.</summary>
    Refuse,

    /// <summary>201; the lifetime counts from that start.</summary>
    Accept,
}

/// <summary>The error code of a 404 from the authentication endpoints.</summary>
public enum SandboxNotFoundCode
{
    /// <summary><c>Request_ResourceNotFound</c>, the directory's code.</summary>
    RequestResourceNotFound,

    /// <summary><c>resourceNotFound</c>, in the manner of the authentication methods service.</summary>
    ResourceNotFound,
}

/// <summary>What a create without <c>isUsableOnce</c> makes of it.</summary>
public enum SandboxUsableOnceDefault
{
    /// <summary>The policy's value.</summary>
    Policy,

    /// <summary>Always a pass for several sign-ins, which a one-time policy then refuses.</summary>
    MultiUse,

    /// <summary>Always a one-time pass.</summary>
    OneTime,
}

/// <summary>What follows in What If from a condition of a policy about which the request says nothing.</summary>
public enum SandboxMissingCondition
{
    /// <summary>The policy does not apply, with the reason <c>notEnoughInformation</c>, as the documentation of the reasons reads.</summary>
    NotEnoughInformation,

    /// <summary>The policy applies, as the tool in the portal is understood by some.</summary>
    Applies,
}

/// <summary>The directory roles of the caller. An application that holds a permission needs none.</summary>
[Flags]
public enum SandboxCallerRoles
{
    /// <summary>Roles are not looked at.</summary>
    Unchecked = 0,

    /// <summary>No role that matters: an ordinary user.</summary>
    User = 1,

    /// <summary>Reads passes and the policy.</summary>
    GlobalReader = 2,

    /// <summary>Reads and writes passes of users without privileged roles.</summary>
    AuthenticationAdministrator = 4,

    /// <summary>Reads and writes passes of everybody.</summary>
    PrivilegedAuthenticationAdministrator = 8,

    /// <summary>Reads and writes the policy, and no passes.</summary>
    AuthenticationPolicyAdministrator = 16,

    /// <summary>Reads Conditional Access.</summary>
    SecurityReader = 32,
}
