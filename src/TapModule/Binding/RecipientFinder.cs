using System.Collections;
using System.Management.Automation;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TapModule.Core.Errors;
using TapModule.Core.Text;

namespace TapModule.Binding;

/// <summary>
/// Finds the certificate that is meant: an object, a file (also through PowerShell's Cert: drive), or the thumbprint of one in a store
/// of the person or the machine.
/// </summary>
internal sealed class RecipientFinder(SessionState session)
{
    /// <summary>Own certificates, and those of other people.</summary>
    private static readonly string[] Stores = ["My", "AddressBook", "TrustedPeople"];

    /// <summary>The certificates behind a parameter or a value of a map: one, or several.</summary>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.RecipientUnusable"/>.</exception>
    public List<X509Certificate2> Find(object? recipients)
    {
        var value = CellText.Unwrap(recipients);
        if (value is IEnumerable list and not string) return [.. list.Cast<object?>().SelectMany(Find)];
        return [One(value)];
    }

    /// <summary>A certificate whose private key is needed.</summary>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.RecipientUnusable"/>, <see cref="TapErrorId.DecryptionFailed"/>.</exception>
    public X509Certificate2 WithKey(object recipient, SecureString? password)
    {
        var value = CellText.Unwrap(recipient);
        var certificate = value is string text && FilePath(text) is { } file ? FromFile(file, password) : One(value);
        return certificate.HasPrivateKey
            ? certificate
            : throw new TapServiceException(ErrorTable.Describe(TapErrorId.DecryptionFailed, $"The certificate '{certificate.Subject}' was given without its private key."));
    }

    /// <summary>The full path of a file that is there; null if there is none.</summary>
    public string? FilePath(string text) => new PathInput(session).Existing(text);

    private X509Certificate2 One(object? value)
    {
        switch (value)
        {
            case X509Certificate2 certificate:
                return certificate;
            case string text when FilePath(text) is { } file:
                return FromFile(file, null);
            case string text when text.StartsWith("cert:", StringComparison.OrdinalIgnoreCase):
                return FromDrive(text);
            case string text when Thumbprint(text) is { } thumbprint:
                return FromStore(thumbprint);
            default:
                throw Unusable($"{CellText.Shown(value)} is not a certificate: no such file, and not a thumbprint or an X509Certificate2");
        }
    }

    private static X509Certificate2 FromFile(string path, SecureString? password)
    {
        try
        {
#if NET
            // A file with certificate and key as text.
            if (password is null && File.ReadAllText(path).Contains("PRIVATE KEY-----", StringComparison.Ordinal)) return X509Certificate2.CreateFromPemFile(path);
#endif
            return password is null ? new X509Certificate2(path) : new X509Certificate2(path, password);
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw Unusable($"The file '{path}' holds no certificate that can be read ({ForeignText.Of(failure).TrimEnd('.')})");
        }
    }

    private X509Certificate2 FromDrive(string path)
    {
        try
        {
            return session.InvokeProvider.Item.Get(path).Select(i => i.BaseObject).OfType<X509Certificate2>().FirstOrDefault()
                ?? throw Unusable($"'{path}' is no certificate");
        }
        catch (Exception failure) when (failure is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or NotSupportedException or ProviderNotFoundException)
        {
            throw Unusable($"'{path}' was not found");
        }
    }

    private static X509Certificate2 FromStore(string thumbprint)
    {
        foreach (var location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            foreach (var name in Stores)
            {
                if (Search(name, location, thumbprint) is { } certificate) return certificate;
            }
        }

        throw Unusable($"No certificate with the thumbprint {thumbprint} is in a store of this person or machine ({string.Join(", ", Stores)})");
    }

    private static X509Certificate2? Search(string name, StoreLocation location, string thumbprint)
    {
        using var store = new X509Store(name, location);
        try
        {
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        }
        catch (CryptographicException)
        {
            // Not every system has every store.
            return null;
        }

        var found = store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false);
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>Forty hexadecimal digits, also with the blanks and the invisible mark that come along when it is copied from a window.</summary>
    private static string? Thumbprint(string text)
    {
        var digits = new string([.. text.Where(c => c is not (' ' or ':' or '\u200e'))]);
        return digits.Length == 40 && digits.All(Uri.IsHexDigit) ? digits.ToUpperInvariant() : null;
    }

    private static TapServiceException Unusable(string what) => new(ErrorTable.Describe(TapErrorId.RecipientUnusable, what + "."));
}
