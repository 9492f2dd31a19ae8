using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace TapModule.Core.Handover;

/// <summary>File names out of what a row says, good on every system. Two values that differ in more than case never get the same name.</summary>
internal static class FileNames
{
    /// <summary>What a name of our own begins with. No value gets such a name.</summary>
    public const string OwnMark = "_";

    /// <summary>With a fingerprint and every ending, a name stays below the 255 bytes that file systems allow.</summary>
    private const int MostBytes = 180;

    private const int FingerprintBytes = 5;

    private static readonly HashSet<string> Reserved = new(
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$", .. "123456789¹²³".SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })], StringComparer.OrdinalIgnoreCase);

    /// <summary>The value itself where it can be one; else something close to it, with a fingerprint of the value at its end.</summary>
    public static string Of(string value)
    {
        var name = new StringBuilder();
        var bytes = 0;
        foreach (var c in Normalized(value))
        {
            if ((bytes += Encoding.UTF8.GetByteCount([c])) > MostBytes) break;
            name.Append(IsPlain(c) ? c : '_');
        }

        var result = name.ToString().Trim(' ', '.');
        if (Reserved.Contains(result.Split('.')[0].TrimEnd(' '))) result = OwnMark + result;
        // What looks like a name that was made here is told from one by a fingerprint of its own.
        return result == value && result.Length > 0 && !result.StartsWith(OwnMark, StringComparison.Ordinal) && !EndsInFingerprint(result) ? value : $"{result}-{Fingerprint(value)}";
    }

    /// <summary>What every system shows, keeps, and tells from its neighbours. Some systems take ß for ss, and a dotless i for one with a dot.</summary>
    private static bool IsPlain(char c) =>
        c is not ('<' or '>' or ':' or '"' or '/' or '\\' or '|' or '?' or '*' or 'ß' or 'ẞ' or 'ı' or 'İ')
        && char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>Letters that look alike and that some systems take for each other, in one form.</summary>
    private static string Normalized(string value)
    {
        try
        {
            return value.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Half a character outside the basic plane has no form; the half is left out by IsPlain.
            return value;
        }
    }

    private static bool EndsInFingerprint(string name)
    {
        var mark = name.Length - (2 * FingerprintBytes) - 1;
        return mark >= 0 && name[mark] == '-' && name.Skip(mark + 1).All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
    }

    /// <summary>Of the characters as they are: encoding them would make one of all that cannot be encoded.</summary>
    private static string Fingerprint(string value)
    {
        using var hash = SHA256.Create();
        return string.Concat(hash.ComputeHash(MemoryMarshal.AsBytes(value.AsSpan()).ToArray()).Take(FingerprintBytes).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
