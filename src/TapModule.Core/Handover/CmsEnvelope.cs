using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;

namespace TapModule.Core.Handover;

/// <summary>Cryptographic Message Syntax, by the platform's own implementation. AES-256; Unprotect-CmsMessage and OpenSSL open it.</summary>
internal static class CmsEnvelope
{
    private const int LineLength = 64;

    // Said aloud, because .NET Framework would take triple DES.
    private static readonly Oid Aes256Cbc = new("2.16.840.1.101.3.4.1.42");

    /// <summary>The content as one PEM block. The content is overwritten.</summary>
    public static byte[] Seal(byte[] content, IReadOnlyList<X509Certificate2> recipients)
    {
        if (recipients.Count == 0) throw new ArgumentException("Nobody could open it.", nameof(recipients));
        try
        {
            var envelope = new EnvelopedCms(new ContentInfo(content), new AlgorithmIdentifier(Aes256Cbc));
            var list = new CmsRecipientCollection();
            foreach (var certificate in recipients) list.Add(new CmsRecipient(SubjectIdentifierType.IssuerAndSerialNumber, certificate));
            envelope.Encrypt(list);
            return Pem(envelope.Encode());
        }
        finally
        {
            Array.Clear(content, 0, content.Length);
        }
    }

    /// <summary>Opens an envelope.</summary>
    /// <param name="envelope">The bytes inside the PEM block.</param>
    /// <param name="keys">Certificates with their keys; with none, those in the person's and the machine's stores are tried.</param>
    /// <exception cref="CryptographicException">Damaged, or no key fits.</exception>
    public static byte[] Open(byte[] envelope, X509Certificate2Collection keys)
    {
        var cms = new EnvelopedCms();
        cms.Decode(envelope);
        if (keys.Count > 0) cms.Decrypt(keys);
        else cms.Decrypt();
        return cms.ContentInfo.Content;
    }

    /// <summary>For whom it was sealed, in words.</summary>
    /// <exception cref="CryptographicException">It is no envelope.</exception>
    public static string Recipients(byte[] envelope) =>
        string.Join("; ", Known(envelope).Select(r => $"issuer '{Printable(r.IssuerName)}', serial number {r.SerialNumber}"));

    /// <summary>Whether it was sealed for exactly these.</summary>
    /// <exception cref="CryptographicException">It is no envelope.</exception>
    public static bool IsFor(byte[] envelope, IReadOnlyList<X509Certificate2> recipients)
    {
        return new HashSet<string>(Known(envelope).Select(r => Name(r.IssuerName, r.SerialNumber))).SetEquals(recipients.Select(c => Name(c.Issuer, c.SerialNumber)));
    }

    private static IEnumerable<X509IssuerSerial> Known(byte[] envelope)
    {
        var cms = new EnvelopedCms();
        cms.Decode(envelope);
        foreach (var recipient in cms.RecipientInfos)
        {
            // A recipient who is named in another way is none of ours.
            yield return recipient.RecipientIdentifier.Value is X509IssuerSerial known ? known : default;
        }
    }

    /// <summary>.NET and .NET Framework do not write the parts of an issuer's name in the same order.</summary>
    private static string Name(string? issuer, string? serialNumber) =>
        $"{serialNumber} {string.Join(",", (issuer ?? "").Split(',').Select(part => part.Trim()).OrderBy(part => part, StringComparer.Ordinal))}";

    private static string Printable(string? text) => new([.. (text ?? "").Select(c => char.IsControl(c) ? ' ' : c)]);

    private static byte[] Pem(byte[] envelope)
    {
        var base64 = Convert.ToBase64String(envelope);
        var text = new StringBuilder(base64.Length + 128).Append(RecordLayout.CmsBegin).Append('\n');
        for (var i = 0; i < base64.Length; i += LineLength) text.Append(base64, i, Math.Min(LineLength, base64.Length - i)).Append('\n');
        return Encoding.ASCII.GetBytes(text.Append(RecordLayout.CmsEnd).Append('\n').ToString());
    }
}
