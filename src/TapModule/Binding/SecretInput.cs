using System.Security;
using TapModule.Core.Errors;
using TapModule.Core.Text;

namespace TapModule.Binding;

/// <summary>Secrets as people have them: copied from a window, read from a file. What is around them is taken off; what no such secret has in it is refused, and never shown.</summary>
internal static class SecretInput
{
    /// <summary>A token, without blanks, line breaks and quotes around it and "Bearer " before it.</summary>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.AuthenticationFailed"/>: it is not a token.</exception>
    public static SecureString Token(SecureString given, string parameter)
    {
        var text = Bare(SecureText.ToPlainText(given));
        if (text.StartsWith("Authorization:", StringComparison.OrdinalIgnoreCase)) text = Bare(text.Substring("Authorization:".Length));
        // The word alone is no token, and a token that begins with these letters is one.
        if (text.StartsWith("Bearer", StringComparison.OrdinalIgnoreCase) && (text.Length == "Bearer".Length || char.IsWhiteSpace(text["Bearer".Length]))) text = Bare(text.Substring("Bearer".Length));

        if (text.Length == 0) throw Refused(parameter, "is blank");
        var odd = text.IndexOf(text.FirstOrDefault(c => c is <= ' ' or > '~' or '"' or '\''));
        return odd < 0 ? SecureText.ToSecureString(text) : throw Refused(parameter, $"is not a token: it has a character in it that tokens do not have ({Kind(text[odd])}, at position {odd + 1})");
    }

    /// <summary>A client secret, without blanks and line breaks around it.</summary>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.AuthenticationFailed"/>: it is blank.</exception>
    public static SecureString ClientSecret(SecureString given, string parameter)
    {
        var text = SecureText.ToPlainText(given).Trim(Around);
        return text.Length > 0 ? SecureText.ToSecureString(text) : throw Refused(parameter, "has a blank password");
    }

    private static readonly char[] Around = [' ', '\t', '\r', '\n', '\0', '\u00A0', '\u200B', '\u200E', '\uFEFF'];

    private static string Bare(string text)
    {
        text = text.Trim(Around);
        return text.Length > 1 && text[0] == text[text.Length - 1] && text[0] is '"' or '\'' ? text.Substring(1, text.Length - 2).Trim(Around) : text;
    }

    /// <summary>Says what is there without showing it.</summary>
    private static string Kind(char c) => c switch
    {
        '\r' or '\n' => "a line break",
        ' ' or '\t' => "a blank",
        '"' or '\'' => "a quotation mark",
        _ => "a letter or sign beyond ASCII, or one that cannot be seen",
    };

    private static TapServiceException Refused(string parameter, string why) =>
        new(ErrorTable.Describe(TapErrorId.AuthenticationFailed, $"-{parameter} {why}. Nothing was sent.", advice: "Copy it again, whole and without anything around it."));
}
