using TapModule.Core.SignIn.Tokens;

namespace TapModule.Core.SignIn.Permissions;

/// <summary>What a token says that its holder may do, before anything is sent. Null where the token does not tell.</summary>
internal sealed class CallerRights(TokenGrants grants)
{
    public bool? WritePasses => PermissionCheck.Holds(CommandPermissions.WritePasses, grants);

    /// <summary>All sign-in methods, the pass among them.</summary>
    public bool? ReadMethods => PermissionCheck.Holds(CommandPermissions.ReadMethods, grants);

    public bool? ReadPasses => PermissionCheck.Holds(CommandPermissions.ReadPasses, grants);

    public bool? ReadPolicy => PermissionCheck.Holds(CommandPermissions.ReadPolicy, grants);

    public bool? ReadUsers => PermissionCheck.Holds(CommandPermissions.ReadUsers, grants);

    public bool? ReadGroups => PermissionCheck.Holds(CommandPermissions.ReadGroups, grants);

    public bool? ReadRoles => PermissionCheck.Holds(CommandPermissions.ReadRoles, grants);

    /// <summary>A signed-in person, whose directory role counts too. An application's own token is subject to no role.</summary>
    public bool IsPerson => grants.IsAppOnly == false;
}
