using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Tokens;

/// <summary>
/// Which permissions satisfy which need. Follows Microsoft's machine-readable grants, not the pages that contradict them.
/// </summary>
internal static class Permissions
{
    private static readonly string[] WriteAllUsersPasses = ["UserAuthMethod-TAP.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All"];

    private static readonly string[] ReadAllUsersPasses =
        ["UserAuthMethod-TAP.Read.All", "UserAuthenticationMethod.Read.All", .. WriteAllUsersPasses];

    private static readonly string[] ReadAllUsers =
        ["User.Read.All", "User.ReadBasic.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"];

    private static readonly string[] ReadManagers = ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"];

    private static readonly Dictionary<Need, string[]> Any = new()
    {
        [Need.Nothing] = [],
        [Need.ReadPasses] = ReadAllUsersPasses,
        [Need.CreatePass] = WriteAllUsersPasses,
        [Need.DeletePass] = WriteAllUsersPasses,
        [Need.ReadMethods] = ["UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All"],
        [Need.ReadPolicy] = ["Policy.Read.AuthenticationMethod", "Policy.Read.All", "Policy.ReadWrite.AuthenticationMethod"],
        [Need.WritePolicy] = ["Policy.ReadWrite.AuthenticationMethod"],
        [Need.ReadUsers] = ReadAllUsers,
        [Need.ReadSelf] = ["User.Read", "User.ReadWrite", .. ReadAllUsers],
        [Need.ReadGroups] =
            ["GroupMember.Read.All", "GroupMember.ReadBasic.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All"],
        [Need.ReadRoles] =
            ["RoleManagement.Read.Directory", "RoleManagement.Read.All", "RoleManagement.ReadWrite.Directory", "Directory.Read.All"],
        [Need.ReadManagers] = ReadManagers,
        [Need.ReadUnits] = ["AdministrativeUnit.Read.All", "AdministrativeUnit.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
        [Need.ReadConditionalAccess] = ["Policy.Read.ConditionalAccess", "Policy.Read.All", "Policy.ReadWrite.ConditionalAccess"],
        [Need.ReadStrengths] =
            ["Policy.Read.AuthenticationMethod", "Policy.Read.All", "Policy.ReadWrite.AuthenticationMethod", "Policy.ReadWrite.ConditionalAccess"],
        [Need.SendMail] = ["Mail.Send"],
        [Need.ReadOrganization] = ["User.Read", "Organization.Read.All", "Directory.Read.All", "User.Read.All"],
    };

    // In addition for delegated calls about oneself.
    private static readonly Dictionary<Need, string[]> Own = new()
    {
        [Need.ReadPasses] =
        [
            "UserAuthMethod-TAP.Read", "UserAuthMethod-TAP.ReadWrite",
            "UserAuthenticationMethod.Read", "UserAuthenticationMethod.ReadWrite",
        ],
        [Need.CreatePass] = ["UserAuthMethod-TAP.ReadWrite"],
        [Need.DeletePass] = ["UserAuthMethod-TAP.ReadWrite", "UserAuthenticationMethod.ReadWrite"],
        [Need.ReadMethods] = ["UserAuthenticationMethod.Read", "UserAuthenticationMethod.ReadWrite"],
        [Need.ReadUsers] = ["User.Read", "User.ReadWrite"],
    };

    public static bool Suffice(SandboxCaller caller, Need need, bool isSelf)
    {
        if (caller.Permissions is not { } granted || need == Need.Nothing) return true;
        bool Granted(string permission) => granted.Contains(permission, StringComparer.OrdinalIgnoreCase);
        return Any[need].Any(Granted) || (isSelf && Own.TryGetValue(need, out var own) && own.Any(Granted));
    }
}

/// <summary>What a route asks of its caller.</summary>
internal enum Need
{
    Nothing,
    ReadPasses,
    CreatePass,
    DeletePass,
    ReadMethods,
    ReadPolicy,
    WritePolicy,
    ReadUsers,
    ReadSelf,
    ReadGroups,
    ReadRoles,
    ReadOrganization,
    ReadManagers,
    ReadUnits,
    ReadConditionalAccess,
    ReadStrengths,
    SendMail,
}
