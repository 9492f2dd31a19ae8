namespace TapModule.Sandbox.Tenant;

/// <summary>
/// A part of the tenant that a role can be limited to. It never changes: put a changed copy back with
/// <see cref="SandboxTenant.SetAdministrativeUnit"/>.
/// </summary>
public sealed record SandboxAdministrativeUnit
{
    /// <summary>The object id.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>The name that people see.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Whether nobody may change its members but holders of a role that is limited to it.</summary>
    public bool IsMemberManagementRestricted { get; init; }

    /// <summary>The object ids of the users in it.</summary>
    public IReadOnlyList<Guid> Members { get; init; } = [];
}
