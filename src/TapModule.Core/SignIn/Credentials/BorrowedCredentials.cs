using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.SignIn.Tokens;

namespace TapModule.Core.SignIn.Credentials;

/// <summary>An identity that the surroundings have already: the machine's own, or another tool's login.</summary>
internal static class BorrowedCredentials
{
    /// <summary>Starting another program, PowerShell with its modules above all, takes its time on a busy machine.</summary>
    private static readonly TimeSpan ProgramTimeout = TimeSpan.FromSeconds(60);

    public static SignInCredential ManagedIdentity(ManagedIdentitySignIn identity, CredentialSettings settings)
    {
        var id = identity switch
        {
            { ClientId: { } client } => ManagedIdentityId.FromUserAssignedClientId(client),
            { ObjectId: { } principal } => ManagedIdentityId.FromUserAssignedObjectId(principal),
            { ResourceId: { } resource } => ManagedIdentityId.FromUserAssignedResourceId(new ResourceIdentifier(resource)),
            _ => ManagedIdentityId.SystemAssigned,
        };
        // No authority and no retry rule of ours: the machine's own endpoint gives the token, and Azure.Identity knows how it behaves.
        var options = new ManagedIdentityCredentialOptions(id);
        options.Diagnostics.IsTelemetryEnabled = false;
        options.Diagnostics.IsLoggingContentEnabled = false;
        // The machine's own endpoint is on it, or one hop away in its rack; a proxy has no business with its tokens.
        options.Transport = new HttpClientTransport(settings.Handler is null ? new HttpClient(CredentialSettings.DirectHandler()) : new HttpClient(settings.Handler, disposeHandler: false));
        return new(new ManagedIdentityCredential(options));
    }

    public static SignInCredential Cli(AzureCliSignIn login) =>
        new(new AzureCliCredential(new AzureCliCredentialOptions { TenantId = login.TenantId, ProcessTimeout = ProgramTimeout }), TakesClaims: false);

    public static SignInCredential PowerShell(AzurePowerShellSignIn login) =>
        new(new AzurePowerShellCredential(new AzurePowerShellCredentialOptions { TenantId = login.TenantId, ProcessTimeout = ProgramTimeout }), TakesClaims: false);
}
