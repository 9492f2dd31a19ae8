namespace TapModule.Core.SignIn.Methods;

/// <summary>Whoever signed in with <c>az login</c>. A service principal or managed identity serves well; a person's login lacks the permissions.</summary>
public sealed record AzureCliSignIn : SignInMethod
{
    /// <inheritdoc/>
    public override string Name => "AzureCli";

    /// <summary>Tenant id or domain; null for the CLI's present one.</summary>
    public string? TenantId { get; init; }
}
