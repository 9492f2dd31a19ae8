namespace TapModule.Core.SignIn;

/// <summary>What a token says that its holder may do, before anything is sent. Null where the token does not tell.</summary>
internal sealed class CallerRights(TokenGrants grants)
{
    public bool? WritePasses => Has(CommandPermissions.WritePasses);

    public bool? ReadPasses => Has(CommandPermissions.ReadPasses);

    /// <summary>All sign-in methods, the pass among them.</summary>
    public bool? ReadMethods => Has(CommandPermissions.ReadMethods);

    public bool? ReadPolicy => Has(CommandPermissions.ReadPolicy);

    public bool? ReadUsers => Has(CommandPermissions.ReadUsers);

    public bool? ReadGroups => Has(CommandPermissions.ReadGroups);

    public bool? ReadRoles => Has(CommandPermissions.ReadRoles);

    /// <summary>A signed-in person, whose directory role counts too. An application's own token is subject to no role.</summary>
    public bool IsPerson => grants.IsAppOnly == false;

    private bool? Has(PermissionNeed need) => grants.HasAny([.. IsPerson ? need.Delegated : need.Application]);
}
