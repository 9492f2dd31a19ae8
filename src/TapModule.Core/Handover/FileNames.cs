using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TapModule.Core.Handover;

/// <summary>File names out of what a row says, good on every system.</summary>
internal static class FileNames
{
    private const int MostCharacters = 80;

    private static readonly HashSet<string> Reserved = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })], StringComparer.OrdinalIgnoreCase);

    /// <summary>The value itself where it can be one; else something close to it that no other value becomes.</summary>
    public static string Of(string value)
    {
        var name = new StringBuilder();
        foreach (var c in value.Length > MostCharacters ? value.Substring(0, MostCharacters) : value)
            name.Append(char.IsControl(c) || char.IsSurrogate(c) || c is '<' or '>' or ':' or '"' or '/' or '\\' or '|' or '?' or '*' ? '_' : c);
        var result = name.ToString().Trim(' ', '.');
        if (Reserved.Contains(result.Split('.')[0])) result = "_" + result;
        return result == value ? value : $"{result}-{Fingerprint(value)}";
    }

    private static string Fingerprint(string value)
    {
        using var hash = SHA256.Create();
        return string.Concat(hash.ComputeHash(Encoding.UTF8.GetBytes(value)).Take(4).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
