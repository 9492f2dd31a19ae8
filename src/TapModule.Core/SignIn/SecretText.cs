using System.Runtime.InteropServices;
using System.Security;

namespace TapModule.Core.SignIn;

/// <summary>The two ends of a secret's way through this assembly, where it comes in and where it goes out.</summary>
internal static class SecretText
{
    /// <summary>The last moment at which a secret becomes a string: Azure.Identity takes nothing else.</summary>
    public static string Reveal(SecureString secret)
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

    public static SecureString Hide(string text)
    {
        var secret = new SecureString();
        foreach (var letter in text) secret.AppendChar(letter);
        secret.MakeReadOnly();
        return secret;
    }
}
