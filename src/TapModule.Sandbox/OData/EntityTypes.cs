using TapModule.Sandbox.Tenant;

namespace TapModule.Sandbox.OData;

/// <summary>The kinds of directory objects.</summary>
internal static class EntityTypes
{
    public static EntityType<SandboxUser> User { get; } = new(
        "microsoft.graph.user",
        new()
        {
            ["id"] = user => user.Id,
            ["userPrincipalName"] = user => user.UserPrincipalName,
            ["displayName"] = user => user.DisplayName,
            ["givenName"] = user => user.GivenName,
            ["surname"] = user => user.Surname,
            ["mail"] = user => user.Mail,
            ["jobTitle"] = user => user.JobTitle,
            ["officeLocation"] = user => user.OfficeLocation,
            ["mobilePhone"] = user => user.MobilePhone,
            ["businessPhones"] = _ => Array.Empty<string>(),
            ["otherMails"] = user => user.OtherMails,
            ["employeeId"] = user => user.EmployeeId,
            ["department"] = user => user.Department,
            ["accountEnabled"] = user => user.AccountEnabled,
            ["userType"] = user => user.UserType,
            ["creationType"] = user => user.CreationType,
            ["identities"] = Identities,
            ["preferredLanguage"] = user => user.PreferredLanguage,
            ["usageLocation"] = user => user.UsageLocation,
        },
        [
            "id", "userPrincipalName", "displayName", "givenName", "surname",
            "mail", "jobTitle", "officeLocation", "mobilePhone", "businessPhones", "preferredLanguage",
        ]);

    public static EntityType<SandboxGroup> Group { get; } = new(
        "microsoft.graph.group",
        new()
        {
            ["id"] = group => group.Id,
            ["displayName"] = group => group.DisplayName,
            ["description"] = group => group.Description,
            ["isAssignableToRole"] = group => group.IsAssignableToRole,
            ["securityEnabled"] = _ => true,
            ["mailEnabled"] = _ => false,
        });

    public static EntityType<DirectoryRole> Role { get; } = new(
        "microsoft.graph.directoryRole",
        new()
        {
            ["id"] = role => role.Id,
            ["displayName"] = role => role.DisplayName,
            ["roleTemplateId"] = role => role.TemplateId,
        });

    public static EntityType<SandboxAdministrativeUnit> AdministrativeUnit { get; } = new(
        "microsoft.graph.administrativeUnit",
        new()
        {
            ["id"] = unit => unit.Id,
            ["displayName"] = unit => unit.DisplayName,
            ["description"] = _ => null,
            ["isMemberManagementRestricted"] = unit => unit.IsMemberManagementRestricted,
        });

    public static EntityType<RoleAssignment> RoleAssignment { get; } = new(
        "microsoft.graph.unifiedRoleAssignment",
        new()
        {
            ["id"] = assignment => assignment.Id,
            ["principalId"] = assignment => assignment.PrincipalId,
            ["directoryScopeId"] = assignment => assignment.DirectoryScopeId,
            ["roleDefinitionId"] = assignment => assignment.Role.TemplateId,
        });

    private static IReadOnlyList<SandboxIdentity> Identities(SandboxUser user) => user.Identities.Count > 0
        ? user.Identities
        : [new("userPrincipalName", user.UserPrincipalName.Substring(user.UserPrincipalName.LastIndexOf('@') + 1), user.UserPrincipalName)];
}
