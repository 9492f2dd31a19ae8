using TapModule.Sandbox.Tenant;

namespace TapModule.Sandbox.Tokens;

/// <summary>What a token is to say.</summary>
public sealed class SandboxTokenOptions
{
    /// <summary>Delegated permissions, the token's <c>scp</c>.</summary>
    public IReadOnlyList<string> Scopes { get; set; } = [];

    /// <summary>Application permissions, the token's <c>roles</c>. A token with any of them is an app's own.</summary>
    public IReadOnlyList<string> Roles { get; set; } = [];

    /// <summary>Whether it is an application's own token although it holds no permission.</summary>
    public bool IsApplication { get; set; }

    /// <summary>The directory roles of an application, the token's <c>wids</c>. They are looked at where its permissions do not suffice.</summary>
    public SandboxCallerRoles DirectoryRoles { get; set; }

    /// <summary>The administrative unit to which these roles are limited; the token does not tell of such roles. Null for the whole tenant.</summary>
    public Guid? AdministrativeUnit { get; set; }

    /// <summary>Object id or UPN of the signed-in user of a delegated token; the tenant's signed-in user if not given.</summary>
    public string? User { get; set; }

    /// <summary>The client id of the app.</summary>
    public string AppId { get; set; } = "14d82eec-204b-4c2f-b7e8-296a70dab67e";

    /// <summary>How long the token is good for, in seconds. Zero or less makes one that has already expired.</summary>
    public int LifetimeInSeconds { get; set; } = 3600;

    /// <summary>The claims, as JSON, that the token was asked for with: the answer to a claims challenge.</summary>
    public string? Claims { get; set; }
}
