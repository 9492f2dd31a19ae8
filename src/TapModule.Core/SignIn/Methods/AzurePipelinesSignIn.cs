using System.Security;

namespace TapModule.Core.SignIn.Methods;

/// <summary>An Azure DevOps pipeline proves itself through a service connection with workload identity federation.</summary>
/// <param name="TenantId">Tenant id.</param>
/// <param name="ClientId">The service connection's application.</param>
/// <param name="ServiceConnectionId">The service connection's id.</param>
/// <param name="SystemAccessToken">The job's <c>System.AccessToken</c>, which the pipeline must pass on explicitly.</param>
public sealed record AzurePipelinesSignIn(string TenantId, string ClientId, string ServiceConnectionId, SecureString SystemAccessToken) : SignInMethod
{
    /// <inheritdoc/>
    public override string Name => "AzurePipelines";

    internal override IEnumerable<SecureString> Secrets => [SystemAccessToken];
}
