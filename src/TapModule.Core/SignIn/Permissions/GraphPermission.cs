namespace TapModule.Core.SignIn.Permissions;

/// <summary>Names of Graph permissions. Source: Microsoft Graph permissions reference.</summary>
internal static class GraphPermission
{
    public const string PassRead = "UserAuthMethod-TAP.Read";
    public const string PassWrite = "UserAuthMethod-TAP.ReadWrite";
    public const string PassReadAll = "UserAuthMethod-TAP.Read.All";
    public const string PassWriteAll = "UserAuthMethod-TAP.ReadWrite.All";
    public const string PassDeleteAll = "UserAuthMethod-TAP.Delete.All";
    public const string MethodRead = "UserAuthenticationMethod.Read";
    public const string MethodWrite = "UserAuthenticationMethod.ReadWrite";
    public const string MethodReadAll = "UserAuthenticationMethod.Read.All";
    public const string MethodWriteAll = "UserAuthenticationMethod.ReadWrite.All";
    public const string PolicyRead = "Policy.Read.AuthenticationMethod";
    public const string PolicyWrite = "Policy.ReadWrite.AuthenticationMethod";
    public const string PolicyReadAll = "Policy.Read.All";
    public const string UserReadBasicAll = "User.ReadBasic.All";
    public const string UserReadAll = "User.Read.All";
    public const string UserWriteAll = "User.ReadWrite.All";
    public const string GroupMemberReadAll = "GroupMember.Read.All";
    public const string GroupMemberReadBasicAll = "GroupMember.ReadBasic.All";
    public const string GroupReadAll = "Group.Read.All";
    public const string GroupWriteAll = "Group.ReadWrite.All";
    public const string GroupMemberWriteAll = "GroupMember.ReadWrite.All";
    public const string DirectoryReadAll = "Directory.Read.All";
    public const string DirectoryWriteAll = "Directory.ReadWrite.All";
    public const string RoleReadDirectory = "RoleManagement.Read.Directory";
    public const string RoleReadAll = "RoleManagement.Read.All";
    public const string RoleWriteDirectory = "RoleManagement.ReadWrite.Directory";

    /// <summary>Ids of the application permissions, which an administrator grants by id.</summary>
    private static readonly Dictionary<string, string> ApplicationIds = new(StringComparer.Ordinal)
    {
        [PassReadAll] = "bf82209c-b22b-4747-ac88-a68be99032cf",
        [PassWriteAll] = "627169a8-8c15-451c-861a-5b80e383de5c",
        [MethodReadAll] = "38d9df27-64da-44fd-b7c5-a6fbac20248f",
        [MethodWriteAll] = "50483e42-d915-4231-9639-7fdb7fd190e5",
        [PolicyRead] = "8e3bc81b-d2f3-4b7b-838c-32c88218d2f0",
        [PolicyWrite] = "29c18626-4985-4dcd-85c0-193eef327366",
        [UserReadBasicAll] = "97235f07-e226-4f63-ace3-39588e11d3a1",
        [GroupMemberReadAll] = "98830695-27a2-44f7-8c18-0c3ebc9698f6",
    };

    /// <returns>Null where the id is not known for certain.</returns>
    public static string? ApplicationId(string name) => ApplicationIds.TryGetValue(name, out var id) ? id : null;
}
