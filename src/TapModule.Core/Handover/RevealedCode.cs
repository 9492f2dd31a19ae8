using System.Runtime.InteropServices;
using System.Security;

namespace TapModule.Core.Handover;

/// <summary>
/// A code in the clear, for as long as it is being written: characters that are overwritten when they are no longer needed, and never
/// a string of our own making. See docs/security.md for what that is worth.
/// </summary>
internal sealed class RevealedCode : IDisposable
{
    private readonly char[] _characters;

    private RevealedCode(char[] characters) => _characters = characters;

    public ReadOnlySpan<char> Characters => _characters;

    public static RevealedCode Of(object code)
    {
        if (code is not SecureString secure) return new RevealedCode(((string)code).ToCharArray());
        var characters = new char[secure.Length];
        var pointer = Marshal.SecureStringToGlobalAllocUnicode(secure);
        try
        {
            Marshal.Copy(pointer, characters, 0, characters.Length);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(pointer);
        }

        return new RevealedCode(characters);
    }

    /// <summary>For a library that takes nothing but strings. The string lives until the garbage collector comes by.</summary>
    public string AsString() => new(_characters);

    public void Dispose() => Array.Clear(_characters, 0, _characters.Length);
}
