namespace TapModule.Sandbox;

/// <summary>That a user holds a role.</summary>
internal sealed record RoleAssignment(Guid PrincipalId, DirectoryRole Role)
{
    public string Id => $"{Role.TemplateId:N}-{PrincipalId:N}";
}
