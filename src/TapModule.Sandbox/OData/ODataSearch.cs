using System.Text.RegularExpressions;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.OData;

/// <summary>
/// $search: clauses such as <c>"displayName:olena"</c>, joined by OR and AND. In the display name and the description the beginning of any word
/// counts, elsewhere the beginning of the whole text.
/// </summary>
internal static class ODataSearch
{
    private static readonly string[] ByWords = ["displayName", "description"];
    private static readonly string[] ByBeginning = ["givenName", "surname", "mail", "userPrincipalName"];
    private static readonly Regex Clause = new(@"\G\s*""(?<property>\w+):(?<text>[^""]+)""\s*", RegexOptions.CultureInvariant);
    private static readonly Regex Joint = new(@"\G(?<word>AND|OR)\b", RegexOptions.CultureInvariant);
    private static readonly char[] Separators = [' ', '-', '.', ',', '_', '@', '\'', '(', ')'];

    /// <summary>The search of a call; everything is found where it has none.</summary>
    public static Func<T, bool> Of<T>(GraphCall call, EntityType<T> type)
    {
        if (!call.Path.Query.TryGetValue("$search", out var search)) return _ => true;
        if (!call.HasEventualConsistency)
        {
            throw GraphErrorException.UnsupportedQuery("Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'");
        }

        var found = Read(search, type, 0, out var position);
        while (position < search.Length)
        {
            var joint = Joint.Match(search, position);
            if (!joint.Success) throw Invalid(search);
            var (left, right) = (found, Read(search, type, position + joint.Length, out position));
            found = joint.Groups["word"].Value == "OR" ? entity => left(entity) || right(entity) : entity => left(entity) && right(entity);
        }

        return found;
    }

    private static Func<T, bool> Read<T>(string search, EntityType<T> type, int start, out int position)
    {
        var clause = Clause.Match(search, start);
        if (!clause.Success) throw Invalid(search);
        position = start + clause.Length;
        var (name, text) = (clause.Groups["property"].Value, clause.Groups["text"].Value.Trim());
        var read = type.Property(name);
        if (ByBeginning.Contains(name)) return entity => Begins(read(entity)?.ToString(), text);
        if (!ByWords.Contains(name)) throw GraphErrorException.UnsupportedQuery($"Property '{name}' does not support $search.");
        string[] words = text.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        return entity =>
        {
            string[] own = (read(entity)?.ToString() ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries);
            return Array.TrueForAll(words, word => Array.Exists(own, part => Begins(part, word)));
        };
    }

    private static bool Begins(string? text, string with) => text is not null && text.StartsWith(with, StringComparison.OrdinalIgnoreCase);

    private static GraphErrorException Invalid(string search) =>
        GraphErrorException.BadRequest($"Syntax error: the $search expression '{search}' must consist of clauses such as \"displayName:text\" in double quotes.");
}
