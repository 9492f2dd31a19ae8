using System.Security;

namespace TapModule.Core.SignIn.Methods;

/// <summary>A federated token (client assertion) of the caller's own making proves the application.</summary>
/// <param name="TenantId">Tenant id or domain.</param>
/// <param name="ClientId">The application's id.</param>
/// <param name="GetAssertion">Gives a fresh assertion; called, from any thread, each time that a token is needed.</param>
public sealed record FederatedTokenSignIn(string TenantId, string ClientId, Func<CancellationToken, Task<SecureString>> GetAssertion) : SignInMethod
{
    /// <inheritdoc/>
    public override string Name => "FederatedToken";
}
