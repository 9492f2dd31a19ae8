namespace TapModule.Core.SignIn.Permissions;

/// <summary>The least that each purpose needs, as delegated permissions.</summary>
public static class PurposeScopes
{
    /// <summary>Names of permissions, without the address of Graph.</summary>
    /// <param name="purpose">What for.</param>
    /// <param name="cloud">Where: the narrow TAP permissions are known to exist in the public cloud only.</param>
    public static IReadOnlyList<string> For(TapPurpose purpose, GraphCloud cloud)
    {
        var narrow = cloud == GraphCloud.Global;
        var read = narrow ? GraphPermission.PassReadAll : GraphPermission.MethodReadAll;
        var write = narrow ? GraphPermission.PassWriteAll : GraphPermission.MethodWriteAll;
        return purpose switch
        {
            TapPurpose.Read => [read, GraphPermission.PolicyRead, GraphPermission.UserReadBasicAll],
            TapPurpose.Policy => [GraphPermission.PolicyWrite],
            TapPurpose.All => [write, GraphPermission.PolicyWrite, GraphPermission.UserReadAll, GraphPermission.GroupMemberReadAll],
            _ => [write, GraphPermission.PolicyRead, GraphPermission.UserReadBasicAll],
        };
    }
}
