namespace TapModule.Core.SignIn;

/// <summary>
/// What a token says that its holder may do, before anything is sent. Null where the token cannot be read.
/// Source: Microsoft Graph's machine-readable permissions file.
/// </summary>
internal sealed class CallerRights(TokenGrants grants)
{
    private static readonly string[] WritingMethods = ["UserAuthMethod-TAP.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All"];
    private static readonly string[] ReadingMethods = ["UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All"];
    private static readonly string[] ReadingPasses = ["UserAuthMethod-TAP.Read.All", .. WritingMethods, .. ReadingMethods];
    private static readonly string[] ReadingPolicy = ["Policy.Read.AuthenticationMethod", "Policy.Read.All", "Policy.ReadWrite.AuthenticationMethod"];
    private static readonly string[] ReadingDirectory = ["Directory.Read.All", "Directory.ReadWrite.All"];
    private static readonly string[] ReadingUsers = ["User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All", .. ReadingDirectory];
    private static readonly string[] ReadingGroups =
        ["GroupMember.ReadBasic.All", "GroupMember.Read.All", "GroupMember.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All", .. ReadingDirectory];

    private static readonly string[] ReadingRoles =
        ["RoleManagement.Read.Directory", "RoleManagement.Read.All", "RoleManagement.ReadWrite.Directory", .. ReadingDirectory];

    public bool? WritePasses => grants.HasAny(WritingMethods);

    public bool? ReadPasses => grants.HasAny(ReadingPasses);

    /// <summary>All sign-in methods, the pass among them.</summary>
    public bool? ReadMethods => grants.HasAny(ReadingMethods);

    public bool? ReadPolicy => grants.HasAny(ReadingPolicy);

    public bool? ReadUsers => grants.HasAny(ReadingUsers);

    public bool? ReadGroups => grants.HasAny(ReadingGroups);

    public bool? ReadRoles => grants.HasAny(ReadingRoles);

    /// <summary>A signed-in person, whose directory role counts too. An application's own token is subject to no role.</summary>
    public bool IsPerson => grants.IsAppOnly == false;
}
