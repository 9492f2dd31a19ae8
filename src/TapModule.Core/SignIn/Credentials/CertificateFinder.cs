using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TapModule.Core.Errors;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.Text;

namespace TapModule.Core.SignIn.Credentials;

/// <summary>Finds a certificate with its private key, or says in plain words why there is none.</summary>
internal static class CertificateFinder
{
    /// <exception cref="TapServiceException"><see cref="TapErrorId.AuthenticationFailed"/>: not there, not readable, or without private key.</exception>
    public static X509Certificate2 Find(CertificateSource source)
    {
        var certificate = source switch
        {
            CertificateSource.Given given => given.Certificate,
            CertificateSource.InFile file => Load(file.Path, file.Password),
            CertificateSource.ByThumbprint store => FromStores(X509FindType.FindByThumbprint, Hexadecimal(store.Thumbprint), $"with the thumbprint {Hexadecimal(store.Thumbprint)}"),
            CertificateSource.BySubject store => FromStores(X509FindType.FindBySubjectDistinguishedName, store.Subject, $"with the subject '{store.Subject}'"),
            _ => throw new NotSupportedException($"There is no way to find a certificate by {source.GetType().Name}."),
        };
        if (!certificate.HasPrivateKey)
            throw Refuse($"The certificate '{certificate.Subject}' has no private key here, so it proves nothing.", "Use the file or store that holds the private key: a .pfx, or a .pem with both.");
        return certificate;
    }

    public static bool IsPem(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var start = new char[2048];
            return new string(start, 0, reader.ReadBlock(start, 0, start.Length)).Contains("-----BEGIN");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Refuse($"The certificate file '{path}' cannot be read: {ForeignText.Of(e)}", "Check the path and the right to read it.");
        }
    }

    private static X509Certificate2 Load(string path, SecureString? password)
    {
        try
        {
            if (!IsPem(path)) return new X509Certificate2(path, password is null ? null : SecureText.ToPlainText(password));
#if NET
            using var loaded = password is null ? X509Certificate2.CreateFromPemFile(path) : X509Certificate2.CreateFromEncryptedPemFile(path, SecureText.ToPlainText(password));
            // Windows signs only with keys that came through PKCS #12.
            return new X509Certificate2(loaded.Export(X509ContentType.Pkcs12));
#else
            throw Refuse($"Windows PowerShell cannot read the PEM file '{path}' with a password.", "Make a PFX of it: openssl pkcs12 -export -in file.pem -out file.pfx");
#endif
        }
        catch (CryptographicException e)
        {
            var hint = password is null ? "If it is protected, give its password with -CertificatePassword." : "Check -CertificatePassword.";
            throw Refuse($"The certificate file '{path}' cannot be opened: {ForeignText.Of(e)}", hint + " A PEM file must hold the certificate and its private key.");
        }
    }

    private static X509Certificate2 FromStores(X509FindType by, string value, string description)
    {
        var now = DateTime.Now;
        var found = new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine }
            .SelectMany(location => InStore(location, by, value))
            .OrderByDescending(c => c.HasPrivateKey)
            .ThenByDescending(c => c.NotBefore <= now && now < c.NotAfter)
            .ThenByDescending(c => c.NotAfter)
            .FirstOrDefault();
        return found ?? throw Refuse(
            $"There is no certificate {description} in the certificate stores (CurrentUser\\My, LocalMachine\\My).",
            "List them with: Get-ChildItem Cert:\\CurrentUser\\My, Cert:\\LocalMachine\\My. Reading a machine certificate's key may need an elevated session.");
    }

    private static X509Certificate2[] InStore(StoreLocation location, X509FindType by, string value)
    {
        using var store = new X509Store(StoreName.My, location);
        try
        {
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            // There is no such store: Linux has none of the machine's own.
            return [];
        }

        return [.. store.Certificates.Find(by, value, validOnly: false).Cast<X509Certificate2>()];
    }

    private static string Hexadecimal(string thumbprint) => new([.. thumbprint.Where(Uri.IsHexDigit).Select(char.ToUpperInvariant)]);

    private static TapServiceException Refuse(string message, string advice) =>
        new(ErrorTable.Describe(TapErrorId.AuthenticationFailed, message, advice: advice));
}
