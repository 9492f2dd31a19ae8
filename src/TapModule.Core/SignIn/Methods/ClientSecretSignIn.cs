using System.Security;

namespace TapModule.Core.SignIn.Methods;

/// <summary>An application signs in with a secret.</summary>
/// <param name="TenantId">Tenant id or domain.</param>
/// <param name="ClientId">The application's id.</param>
/// <param name="Secret">Its secret.</param>
public sealed record ClientSecretSignIn(string TenantId, string ClientId, SecureString Secret) : SignInMethod
{
    /// <inheritdoc/>
    public override string Name => "ClientSecret";

    internal override IEnumerable<SecureString> Secrets => [Secret];
}
