using Azure.Identity;
using TapModule.Core.Errors;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.SignIn.Tokens;
using TapModule.Core.Text;

namespace TapModule.Core.SignIn.Credentials;

/// <summary>A token of another issuer, which Microsoft Entra was told to trust, proves the application: no secret is kept anywhere.</summary>
internal static class FederatedCredentials
{
    public static SignInCredential TokenFile(WorkloadIdentitySignIn workload, CredentialSettings settings)
    {
        Need(workload.TenantId, "AZURE_TENANT_ID", "-TenantId");
        Need(workload.ClientId, "AZURE_CLIENT_ID", "-ClientId");
        Need(workload.TokenFile, "AZURE_FEDERATED_TOKEN_FILE", "-FederatedTokenFile");
        // The options read the variables themselves; only what was given may overwrite them.
        var options = settings.Apply(new WorkloadIdentityCredentialOptions { DisableInstanceDiscovery = settings.IsOwnAuthority });
        if (workload.TenantId is not null) options.TenantId = workload.TenantId;
        if (workload.ClientId is not null) options.ClientId = workload.ClientId;
        if (workload.TokenFile is not null) options.TokenFilePath = workload.TokenFile;
        return new(new WorkloadIdentityCredential(options));
    }

    public static SignInCredential GitHub(GitHubActionsSignIn workload, CredentialSettings settings)
    {
        var job = GitHubJob.FromEnvironment(workload.Audience, settings.Handler);
        return Assertion(workload.TenantId, workload.ClientId, job.GetTokenAsync, settings);
    }

    public static SignInCredential Given(FederatedTokenSignIn workload, CredentialSettings settings) =>
        Assertion(workload.TenantId, workload.ClientId, async cancel => SecureText.ToPlainText(await workload.GetAssertion(cancel).ConfigureAwait(false)), settings);

    public static SignInCredential Pipelines(AzurePipelinesSignIn workload, CredentialSettings settings)
    {
        Need(null, "SYSTEM_OIDCREQUESTURI", null);
        var issuer = Environment.GetEnvironmentVariable("SYSTEM_OIDCREQUESTURI")!;
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var address) || !EndpointGuard.IsSafe(address))
            throw new TapServiceException(ErrorTable.Describe(TapErrorId.UnsafeEndpoint, "SYSTEM_OIDCREQUESTURI is not an https address; the job's token is not sent there.", advice: "Do not set this variable yourself; Azure Pipelines does."));
        return new(new AzurePipelinesCredential(
            workload.TenantId,
            workload.ClientId,
            workload.ServiceConnectionId,
            SecureText.ToPlainText(workload.SystemAccessToken),
            settings.Apply(new AzurePipelinesCredentialOptions { DisableInstanceDiscovery = settings.IsOwnAuthority, TokenCachePersistenceOptions = settings.Cache })));
    }

    private static SignInCredential Assertion(string tenantId, string clientId, Func<CancellationToken, Task<string>> assertion, CredentialSettings settings) =>
        new(new ClientAssertionCredential(tenantId, clientId, assertion, settings.Apply(new ClientAssertionCredentialOptions
        {
            DisableInstanceDiscovery = settings.IsOwnAuthority,
            TokenCachePersistenceOptions = settings.Cache,
        })));

    private static void Need(string? given, string variable, string? parameter)
    {
        if (!string.IsNullOrEmpty(given) || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable))) return;
        throw new TapServiceException(ErrorTable.Describe(
            TapErrorId.AuthenticationFailed,
            $"The environment variable {variable} is not set here.",
            advice: parameter is null
                ? "Azure Pipelines sets it in the jobs that it runs. This way to sign in works nowhere else."
                : $"Give {parameter}, or run where the platform sets the variable (on Azure Kubernetes Service: label the pod azure.workload.identity/use)."));
    }
}
