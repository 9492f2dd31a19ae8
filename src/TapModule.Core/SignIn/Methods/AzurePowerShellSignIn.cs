namespace TapModule.Core.SignIn.Methods;

/// <summary>
/// Whoever signed in with <c>Connect-AzAccount</c> and has its context saved. A service principal or managed identity serves well;
/// a person's login lacks the permissions.
/// </summary>
public sealed record AzurePowerShellSignIn : SignInMethod
{
    /// <inheritdoc/>
    public override string Name => "AzurePowerShell";

    /// <summary>Tenant id or domain; null for the context's own.</summary>
    public string? TenantId { get; init; }
}
