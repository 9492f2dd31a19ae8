using System.Text.RegularExpressions;

namespace TapModule.Core.Text;

/// <summary>Places such as {{DisplayName}} in a text. No logic, no code.</summary>
internal static class Placeholders
{
    private static readonly Regex Place = new(@"\{\{\s*([^{}]+?)\s*\}\}", RegexOptions.CultureInvariant);

    /// <summary>The names in their order, each with the position where its place begins.</summary>
    public static IEnumerable<(string Name, int Position)> In(string text) =>
        Place.Matches(text).Cast<Match>().Select(match => (match.Groups[1].Value, match.Index));

    /// <summary>Puts a value in each place. What a value holds is not looked at again.</summary>
    public static string Fill(string text, Func<string, string> value) => Place.Replace(text, match => value(match.Groups[1].Value));
}
