using TapModule.Sandbox.Tenant;

namespace TapModule.Sandbox.Tokens;

/// <summary>What the directory roles of a signed-in caller allow.</summary>
internal static class Roles
{
    private const SandboxCallerRoles WritersOfPasses =
        SandboxCallerRoles.AuthenticationAdministrator | SandboxCallerRoles.PrivilegedAuthenticationAdministrator;

    private const SandboxCallerRoles ReadersOfPasses = SandboxCallerRoles.GlobalReader | WritersOfPasses;

    private const SandboxCallerRoles ReadersOfPolicy =
        SandboxCallerRoles.GlobalReader | SandboxCallerRoles.AuthenticationPolicyAdministrator;

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
            _ => true,
        };
    }

    /// <summary>Whether the caller's roles reach up to this user.</summary>
    public static bool MayActOn(SandboxCallerRoles roles, SandboxUser user, SandboxTenant tenant) =>
        roles == SandboxCallerRoles.Unchecked
        || roles.HasFlag(SandboxCallerRoles.PrivilegedAuthenticationAdministrator)
        || (user.DirectoryRoles.All(Harmless.Contains)
            && !tenant.GroupsOf(user.Id).Any(id => tenant.FindGroup(id) is { IsAssignableToRole: true }));
}
