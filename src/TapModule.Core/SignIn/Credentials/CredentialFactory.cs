using TapModule.Core.SignIn.Methods;
using TapModule.Core.SignIn.Tokens;
using TapModule.Core.Text;

namespace TapModule.Core.SignIn.Credentials;

/// <summary>Turns a sign-in method into a credential. Only its family's files name the credential classes of Azure.Identity.</summary>
internal static class CredentialFactory
{
    /// <summary>Microsoft Graph Command Line Tools, the public application that Connect-MgGraph uses too.</summary>
    public const string DefaultClientId = "14d82eec-204b-4c2f-b7e8-296a70dab67e";

    /// <exception cref="Errors.TapServiceException">
    /// <see cref="TapErrorId.AuthenticationFailed"/>: something that the method needs is missing here (a certificate, a variable of the environment).
    /// </exception>
    public static SignInCredential Create(SignInMethod method, CredentialSettings settings, TimeProvider time) => method switch
    {
        InteractiveSignIn person => PersonCredentials.Browser(person, settings),
        DeviceCodeSignIn person => PersonCredentials.DeviceCode(person, settings),
        ClientSecretSignIn app => ApplicationCredentials.Secret(app, settings),
        CertificateSignIn app => ApplicationCredentials.Certificate(app, settings),
        EnvironmentSignIn => ApplicationCredentials.FromEnvironment(settings),
        WorkloadIdentitySignIn workload => FederatedCredentials.TokenFile(workload, settings),
        GitHubActionsSignIn workload => FederatedCredentials.GitHub(workload, settings),
        AzurePipelinesSignIn workload => FederatedCredentials.Pipelines(workload, settings),
        FederatedTokenSignIn workload => FederatedCredentials.Given(workload, settings),
        ManagedIdentitySignIn identity => BorrowedCredentials.ManagedIdentity(identity, settings),
        AzureCliSignIn login => BorrowedCredentials.Cli(login),
        AzurePowerShellSignIn login => BorrowedCredentials.PowerShell(login),
        ExternalSignIn external => new SignInCredential(new ExternalTokenCredential(external), TakesClaims: false),
        AccessTokenSignIn given => new SignInCredential(new GivenTokenCredential(SecureText.ToPlainText(given.Token), time), TakesClaims: false),
        _ => throw new NotSupportedException($"There is no credential for {method.GetType().Name}."),
    };
}
