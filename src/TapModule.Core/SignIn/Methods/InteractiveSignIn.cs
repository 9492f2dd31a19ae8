namespace TapModule.Core.SignIn.Methods;

/// <summary>A person signs in in the browser of this machine.</summary>
public sealed record InteractiveSignIn : SignInMethod
{
    /// <inheritdoc/>
    public override string Name => "InteractiveBrowser";

    /// <inheritdoc/>
    public override bool AsksForScopes => true;

    /// <summary>The application's id; null for Microsoft Graph Command Line Tools.</summary>
    public string? ClientId { get; init; }

    /// <summary>Tenant id or domain; null for the person's home tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>The account to offer in the browser; null to let the person choose.</summary>
    public string? LoginHint { get; init; }
}
