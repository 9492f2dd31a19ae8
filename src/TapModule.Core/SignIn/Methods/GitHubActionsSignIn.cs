namespace TapModule.Core.SignIn.Methods;

/// <summary>
/// A GitHub Actions job proves itself with its own OIDC token. The job needs <c>permissions: id-token: write</c>, and the application
/// a federated credential for the repository.
/// </summary>
/// <param name="TenantId">Tenant id or domain.</param>
/// <param name="ClientId">The application's id.</param>
public sealed record GitHubActionsSignIn(string TenantId, string ClientId) : SignInMethod
{
    /// <summary>The audience that Microsoft Entra expects of a federated token in the public cloud.</summary>
    public const string DefaultAudience = "api://AzureADTokenExchange";

    /// <inheritdoc/>
    public override string Name => "GitHubActions";

    /// <summary>The audience to ask GitHub for; another than the default must be configured at the federated credential as well.</summary>
    public string Audience { get; init; } = DefaultAudience;
}
