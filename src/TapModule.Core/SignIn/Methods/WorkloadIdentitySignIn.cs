namespace TapModule.Core.SignIn.Methods;

/// <summary>
/// A federated token in a file proves the application, as on Azure Kubernetes Service. The file is read anew for each token.
/// What is not given comes from AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE.
/// </summary>
public sealed record WorkloadIdentitySignIn : SignInMethod
{
    /// <inheritdoc/>
    public override string Name => "WorkloadIdentity";

    /// <summary>Tenant id.</summary>
    public string? TenantId { get; init; }

    /// <summary>The application's, or user-assigned identity's, client id.</summary>
    public string? ClientId { get; init; }

    /// <summary>The file that holds the federated token.</summary>
    public string? TokenFile { get; init; }
}
