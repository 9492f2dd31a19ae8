using TapModule.Sandbox.Tenant;

namespace TapModule.Sandbox.Wire;

/// <summary>Who sent a request, as far as the token tells.</summary>
/// <param name="User">The signed-in user; null for an app on its own.</param>
/// <param name="Permissions">What the token grants; null where nobody checks.</param>
internal sealed record SandboxCaller(SandboxUser? User, IReadOnlyCollection<string>? Permissions)
{
    /// <summary>The directory roles of an application; those of a person are the service's setting.</summary>
    public SandboxCallerRoles Roles { get; init; }

    /// <summary>The administrative unit to which the application's roles are limited; null for the whole tenant.</summary>
    public Guid? AdministrativeUnit { get; init; }

    public static SandboxCaller Unknown { get; } = new(null, null);

    public bool IsApplication => User is null;
}
