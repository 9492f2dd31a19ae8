using System.Security;

namespace TapModule.Core.SignIn.Methods;

/// <summary>An application signs in with a certificate whose private key it holds.</summary>
/// <param name="TenantId">Tenant id or domain.</param>
/// <param name="ClientId">The application's id.</param>
/// <param name="Certificate">Where the certificate is.</param>
public sealed record CertificateSignIn(string TenantId, string ClientId, CertificateSource Certificate) : SignInMethod
{
    /// <inheritdoc/>
    public override string Name => "ClientCertificate";

    /// <summary>Sends the chain along, for applications that trust a subject name and issuer instead of one certificate.</summary>
    public bool SendChain { get; init; }

    internal override IEnumerable<SecureString> Secrets => Certificate is CertificateSource.InFile { Password: { } password } ? [password] : [];
}
