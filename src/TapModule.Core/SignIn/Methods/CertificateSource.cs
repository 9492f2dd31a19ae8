using System.Security;
using System.Security.Cryptography.X509Certificates;

namespace TapModule.Core.SignIn.Methods;

/// <summary>Where a certificate with its private key is found.</summary>
public abstract record CertificateSource
{
    private CertificateSource()
    {
    }

    /// <summary>In memory.</summary>
    /// <param name="Certificate">The certificate; the caller keeps it alive while the connection lives, and disposes it.</param>
    public sealed record Given(X509Certificate2 Certificate) : CertificateSource;

    /// <summary>In a PFX (PKCS #12) or PEM file.</summary>
    /// <param name="Path">The file; a PEM file must hold the certificate and its private key.</param>
    /// <param name="Password">The file's or the key's password; null if it has none.</param>
    public sealed record InFile(string Path, SecureString? Password = null) : CertificateSource;

    /// <summary>In the certificate store of the user or the machine, by thumbprint.</summary>
    /// <param name="Thumbprint">SHA-1 thumbprint in hexadecimal; blanks and colons are ignored.</param>
    public sealed record ByThumbprint(string Thumbprint) : CertificateSource;

    /// <summary>In the certificate store of the user or the machine, by subject. Of several, the valid one that lasts longest is taken.</summary>
    /// <param name="Subject">The distinguished name, such as <c>CN=passes</c>; matched as a whole.</param>
    public sealed record BySubject(string Subject) : CertificateSource;
}
