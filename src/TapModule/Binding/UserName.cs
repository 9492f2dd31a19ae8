using System.Text;

namespace TapModule.Binding;

/// <summary>What can name a user: an object id or a user principal name. Looked at before anything is sent for it.</summary>
internal static class UserName
{
    private const int MostCharacters = 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Windows-1252 where it is not Latin-1: the characters of the bytes 0x80 to 0x9F.</summary>
    private const string Ansi = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

    /// <summary>Whether it has the form of an object id or of a name with an @. An employee number has neither.</summary>
    public static bool CanBeUser(string text) => IsId(text) || text.IndexOf('@') > 0;

    public static bool IsId(string text) => Guid.TryParse(text, out _);

    /// <summary>What is wrong with a name that is not blank, as a sentence that begins with it; null if nothing is.</summary>
    public static string? Problem(string text)
    {
        if (text.Length > MostCharacters) return $"{CellText.Shown(text)} is too long for a user name.";
        if (text.IndexOfAny(['\r', '\n']) >= 0) return $"{CellText.Shown(text)} holds a line break. Give one user a row: (Get-Content users.txt) gives a row for each line.";
        if (text.IndexOf('\uFFFD') >= 0) return $"{CellText.Shown(text)} holds a damaged letter: the file was read in another encoding than it was written in. Add {Encodings.AnsiOption} to Import-Csv or Get-Content.";
        if (CellText.Unseen(text) is { } unseen) return $"{CellText.Shown(text)} holds a character that cannot be seen ({unseen}). Type the name instead of copying it.";
        if (IsMisread(text)) return $"{CellText.Shown(text)} holds misread letters: the file is UTF-8. Add -Encoding utf8 to Import-Csv or Get-Content.";
        if (text.IndexOfAny([',', ';', '\t']) is >= 0 and var at) return $"{CellText.Shown(text)} holds '{text[at]}', which no user name has. Are two columns or two users in one?";
        return text is "." or ".." ? $"{CellText.Shown(text)} is not a user name." : null;
    }

    /// <summary>UTF-8 that was read as Windows-1252, in which ü becomes Ã¼: read back the right way, it is valid and shorter.</summary>
    private static bool IsMisread(string text)
    {
        if (text.All(c => c < 0x80)) return false;
        var bytes = new byte[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            var ansi = Ansi.IndexOf(text[i]);
            if (ansi < 0 && text[i] > 0xFF) return false;
            bytes[i] = (byte)(ansi >= 0 ? 0x80 + ansi : text[i]);
        }

        try
        {
            return Strict.GetString(bytes).Length < text.Length;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
