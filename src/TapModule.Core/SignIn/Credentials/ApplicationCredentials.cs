using System.Security.Cryptography.X509Certificates;
using Azure.Identity;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.SignIn.Tokens;
using TapModule.Core.Text;

namespace TapModule.Core.SignIn.Credentials;

/// <summary>An application signs in with something of its own: a secret or a certificate.</summary>
internal static class ApplicationCredentials
{
    public static SignInCredential Secret(ClientSecretSignIn app, CredentialSettings settings) =>
        new(new ClientSecretCredential(app.TenantId, app.ClientId, SecureText.ToPlainText(app.Secret), settings.Apply(new ClientSecretCredentialOptions
        {
            DisableInstanceDiscovery = settings.IsOwnAuthority,
            TokenCachePersistenceOptions = settings.Cache,
        })));

    public static SignInCredential Certificate(CertificateSignIn app, CredentialSettings settings)
    {
        var options = settings.Apply(new ClientCertificateCredentialOptions
        {
            SendCertificateChain = app.SendChain,
            DisableInstanceDiscovery = settings.IsOwnAuthority,
            TokenCachePersistenceOptions = settings.Cache,
        });
#if !NET
        // .NET Framework reads no PEM; Azure.Identity does, where the key has no password.
        if (app.Certificate is CertificateSource.InFile { Password: null } file && CertificateFinder.IsPem(file.Path))
            return new(new ClientCertificateCredential(app.TenantId, app.ClientId, file.Path, options));
#endif
        X509Certificate2 certificate = CertificateFinder.Find(app.Certificate);
        return new(new ClientCertificateCredential(app.TenantId, app.ClientId, certificate, options));
    }

    public static SignInCredential FromEnvironment(CredentialSettings settings) =>
        new(new EnvironmentCredential(settings.Apply(new EnvironmentCredentialOptions { DisableInstanceDiscovery = settings.IsOwnAuthority })));
}
