namespace TapModule.Sandbox;

/// <summary>The directory roles of the signed-in caller. App-only callers need none.</summary>
[Flags]
public enum SandboxCallerRoles
{
    /// <summary>Roles are not looked at.</summary>
    Unchecked = 0,

    /// <summary>No role that matters: an ordinary user.</summary>
    User = 1,

    /// <summary>Reads passes and the policy.</summary>
    GlobalReader = 2,

    /// <summary>Reads and writes passes of users without privileged roles.</summary>
    AuthenticationAdministrator = 4,

    /// <summary>Reads and writes passes of everybody.</summary>
    PrivilegedAuthenticationAdministrator = 8,

    /// <summary>Reads and writes the policy, and no passes.</summary>
    AuthenticationPolicyAdministrator = 16,
}
