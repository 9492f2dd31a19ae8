namespace TapModule.Sandbox.Tenant;

/// <summary>A group of the simulated tenant. It never changes: put a changed copy back with <see cref="SandboxTenant.SetGroup"/>.</summary>
public sealed record SandboxGroup
{
    /// <summary>The object id.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>The name that people see. Two groups may share one, as in Entra.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>What the group is for, if anybody said so.</summary>
    public string? Description { get; init; }

    /// <summary>Whether directory roles may be given to the group. Its members count as privileged then.</summary>
    public bool IsAssignableToRole { get; init; }

    /// <summary>The object ids of the direct members: users and other groups.</summary>
    public IReadOnlyList<Guid> Members { get; init; } = [];
}
