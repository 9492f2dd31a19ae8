using TapModule.Sandbox.Tenant;

namespace TapModule.Sandbox.Tokens;

/// <summary>What the directory roles of a caller allow.</summary>
internal static class Roles
{
    private const SandboxCallerRoles WritersOfPasses =
        SandboxCallerRoles.AuthenticationAdministrator | SandboxCallerRoles.PrivilegedAuthenticationAdministrator;

    private const SandboxCallerRoles ReadersOfPasses = SandboxCallerRoles.GlobalReader | WritersOfPasses;

    private const SandboxCallerRoles ReadersOfPolicy =
        SandboxCallerRoles.GlobalReader | SandboxCallerRoles.AuthenticationPolicyAdministrator;

    private const SandboxCallerRoles ReadersOfAccess = SandboxCallerRoles.GlobalReader | SandboxCallerRoles.SecurityReader;

    /// <summary>Roles whose holders an Authentication Administrator may act on, like on users without any role.</summary>
    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authentication Administrator",
        "Directory Readers",
        "Guest Inviter",
        "Message Center Reader",
        "Password Administrator",
        "Reports Reader",
        "User Experience Success Manager",
        "Usage Summary Reports Reader",
    };

    public static bool Allow(SandboxCallerRoles roles, Need need, bool isSelf)
    {
        if (roles == SandboxCallerRoles.Unchecked) return true;
        return need switch
        {
            Need.ReadPasses or Need.ReadMethods => isSelf || (roles & ReadersOfPasses) != 0,
            Need.DeletePass => isSelf || (roles & WritersOfPasses) != 0,
            Need.CreatePass => (roles & WritersOfPasses) != 0,
            Need.ReadPolicy => (roles & ReadersOfPolicy) != 0,
            Need.WritePolicy => roles.HasFlag(SandboxCallerRoles.AuthenticationPolicyAdministrator),
            Need.ReadConditionalAccess => (roles & ReadersOfAccess) != 0,
            Need.ReadStrengths => (roles & (ReadersOfAccess | ReadersOfPolicy)) != 0,
            _ => true,
        };
    }

    /// <summary>Whether an application may do this by its roles alone. A mailbox is not a matter of the directory.</summary>
    public static bool AllowApplication(SandboxCallerRoles roles, Need need) =>
        roles is not (SandboxCallerRoles.Unchecked or SandboxCallerRoles.User) && need != Need.SendMail && Allow(roles, need, isSelf: false);

    /// <summary>Whether the user lies where the caller's roles hold.</summary>
    public static bool Cover(SandboxCallerRoles roles, Guid? unit, SandboxUser user, SandboxTenant tenant) =>
        roles == SandboxCallerRoles.Unchecked || unit is null || tenant.UnitsOf(user.Id).Any(one => one.Id == unit);

    /// <summary>Whether the caller's roles reach up to this user.</summary>
    public static bool MayActOn(SandboxCallerRoles roles, Guid? unit, SandboxUser user, SandboxTenant tenant)
    {
        if (roles == SandboxCallerRoles.Unchecked) return true;
        if (!Cover(roles, unit, user, tenant)) return false;
        // Of a restricted unit, only roles that are limited to it may change the members.
        if (tenant.UnitsOf(user.Id).Any(one => one.IsMemberManagementRestricted && one.Id != unit)) return false;
        return roles.HasFlag(SandboxCallerRoles.PrivilegedAuthenticationAdministrator)
            || (user.DirectoryRoles.All(Harmless.Contains)
                && !tenant.GroupsOf(user.Id).Any(id => tenant.FindGroup(id) is { IsAssignableToRole: true }));
    }
}
