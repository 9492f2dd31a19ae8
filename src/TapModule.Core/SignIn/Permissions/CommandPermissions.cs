namespace TapModule.Core.SignIn.Permissions;

/// <summary>
/// What each command needs. Sources: Microsoft Graph's machine-readable permissions file (the create page's own table names a read
/// permission for issuing, which is wrong), and the roles on the same pages.
/// </summary>
public static class CommandPermissions
{
    private const string ReaderRole = "Global Reader, or Authentication Administrator";
    private const string IssuerRole = "Authentication Administrator (Privileged Authentication Administrator for users who hold an administrator role)";
    private const string PolicyReaderRole = "Global Reader, or Authentication Policy Administrator";
    private const string PolicyRole = "Authentication Policy Administrator";

    internal static readonly PermissionNeed ReadPasses = Need(
        [GraphPermission.PassReadAll, GraphPermission.PassWriteAll, GraphPermission.MethodReadAll, GraphPermission.MethodWriteAll], role: ReaderRole);

    private static readonly PermissionNeed ReadOwnPass = new(
        [
            GraphPermission.PassRead, GraphPermission.PassWrite, GraphPermission.PassReadAll, GraphPermission.PassWriteAll,
            GraphPermission.MethodRead, GraphPermission.MethodWrite, GraphPermission.MethodReadAll, GraphPermission.MethodWriteAll,
        ], [], null);

    private static readonly PermissionNeed DeleteOwnPass = new(
        [GraphPermission.PassWrite, GraphPermission.PassWriteAll, GraphPermission.MethodWrite, GraphPermission.MethodWriteAll], [], null);

    internal static readonly PermissionNeed WritePasses = Need([GraphPermission.PassWriteAll, GraphPermission.MethodWriteAll], role: IssuerRole);

    private static readonly PermissionNeed DeletePasses = new(
        [GraphPermission.PassWriteAll, GraphPermission.MethodWriteAll], [GraphPermission.PassWriteAll, GraphPermission.MethodWriteAll, GraphPermission.PassDeleteAll], IssuerRole);

    internal static readonly PermissionNeed ReadPolicy = Need(
        [GraphPermission.PolicyRead, GraphPermission.PolicyWrite, GraphPermission.PolicyReadAll], role: PolicyReaderRole);

    private static readonly PermissionNeed WritePolicy = Need([GraphPermission.PolicyWrite], role: PolicyRole);

    internal static readonly PermissionNeed ReadUsers = Need(
        [
            GraphPermission.UserReadBasicAll, GraphPermission.UserReadAll, GraphPermission.UserWriteAll,
            GraphPermission.DirectoryReadAll, GraphPermission.DirectoryWriteAll,
        ], role: null);

    internal static readonly PermissionNeed ReadGroups = Need(
        [
            GraphPermission.GroupMemberReadAll, GraphPermission.GroupMemberReadBasicAll, GraphPermission.GroupMemberWriteAll, GraphPermission.GroupReadAll, GraphPermission.GroupWriteAll,
            GraphPermission.DirectoryReadAll, GraphPermission.DirectoryWriteAll,
        ], role: null);

    /// <summary>All sign-in methods of a user, the pass among them.</summary>
    internal static readonly PermissionNeed ReadMethods = Need([GraphPermission.MethodReadAll, GraphPermission.MethodWriteAll], role: ReaderRole);

    internal static readonly PermissionNeed ReadRoles = Need(
        [
            GraphPermission.RoleReadDirectory, GraphPermission.RoleReadAll, GraphPermission.RoleWriteDirectory,
            GraphPermission.DirectoryReadAll, GraphPermission.DirectoryWriteAll,
        ], role: null);

    /// <summary>By the command's name, with the parameter that makes a difference: all of the needs must be met.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<PermissionNeed>> All { get; } = new Dictionary<string, IReadOnlyList<PermissionNeed>>(StringComparer.OrdinalIgnoreCase)
    {
        ["Get-TapPolicy"] = [ReadPolicy],
        ["Test-TapPolicy"] = [ReadPolicy],
        ["Set-TapPolicy"] = [WritePolicy],
        ["Reset-TapPolicy"] = [WritePolicy],
        ["New-TapPass"] = [WritePasses],
        // Says of each row what it could not check.
        ["Test-TapPass"] = [],
        ["Get-TapPass"] = [ReadPasses],
        ["Get-TapPass -Me"] = [ReadOwnPass],
        ["Remove-TapPass"] = [DeletePasses],
        ["Remove-TapPass -Me"] = [DeleteOwnPass],
        ["Get-TapUser"] = [ReadUsers],
        ["Get-TapUser -GroupId"] = [ReadGroups],
    };

    private static PermissionNeed Need(string[] anyOf, string? role) => new(anyOf, anyOf, role);
}
