using System.Security.Cryptography.X509Certificates;

namespace TapModule.Core.Handover;

/// <summary>
/// Whether something can be encrypted for a certificate so that its holder will be able, and is meant, to read it. Asked before the
/// first pass is issued.
/// </summary>
internal static class RecipientCheck
{
    private const string AnyPurpose = "2.5.29.37.0";

    /// <summary>Purposes that mean "what is sent to me": document encryption, e-mail, encrypting file system.</summary>
    private static readonly HashSet<string> Fitting = [AnyPurpose, "1.3.6.1.4.1.311.80.1", "1.3.6.1.5.5.7.3.4", "1.3.6.1.4.1.311.10.3.4"];

    /// <summary>What speaks against it, as the end of a sentence; null if nothing does.</summary>
    public static string? Problem(X509Certificate2 certificate, DateTimeOffset now)
    {
        if (now > certificate.NotAfter) return $"has expired on {certificate.NotAfter:yyyy-MM-dd}";
        if (now < certificate.NotBefore) return $"is not valid before {certificate.NotBefore:yyyy-MM-dd}";
        using var key = certificate.GetRSAPublicKey();
        if (key is null) return "has no RSA key, and only those can be encrypted for";
        if (key.KeySize < 2048) return $"has an RSA key of only {key.KeySize} bits; 2048 is the least";
        foreach (var extension in certificate.Extensions)
        {
            switch (extension)
            {
                case X509KeyUsageExtension usage when (usage.KeyUsages & (X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.DataEncipherment)) == 0:
                    return $"is not for encryption (its key usage is {usage.KeyUsages})";
                case X509EnhancedKeyUsageExtension purposes when !IsFitting(purposes):
                    return $"is not for encrypting documents (its purposes are {string.Join(", ", Names(purposes))})";
            }
        }

        return null;
    }

    private static bool IsFitting(X509EnhancedKeyUsageExtension purposes)
    {
        foreach (var purpose in purposes.EnhancedKeyUsages)
        {
            if (purpose.Value is { } value && Fitting.Contains(value)) return true;
        }

        return purposes.EnhancedKeyUsages.Count == 0;
    }

    private static IEnumerable<string> Names(X509EnhancedKeyUsageExtension purposes)
    {
        foreach (var purpose in purposes.EnhancedKeyUsages) yield return purpose.FriendlyName ?? purpose.Value ?? "";
    }
}
