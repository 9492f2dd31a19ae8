using System.Runtime.InteropServices;
using System.Security;

namespace TapModule.Core.Text;

/// <summary>The two ends of a secret's way through this assembly, where it comes in and where it goes out.</summary>
internal static class SecureText
{
    /// <summary>The last moment at which a secret becomes a string: Azure.Identity takes nothing else.</summary>
    public static string ToPlainText(SecureString secret)
    {
        var pointer = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            return Marshal.PtrToStringUni(pointer)!;
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(pointer);
        }
    }

    public static SecureString ToSecureString(string text)
    {
        var secret = new SecureString();
        foreach (var letter in text) secret.AppendChar(letter);
        secret.MakeReadOnly();
        return secret;
    }
}
