using System.Text.RegularExpressions;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.OData;

/// <summary>The part of $filter that matters here: eq, ne, in and startswith, joined by "and".</summary>
internal static class ODataFilter
{
    private const string Text = "'(?:[^']|'')*'";

    private static readonly Regex Comparison = new(
        $@"\G\s*(?<property>\w+)\s+(?<operator>eq|ne)\s+(?<value>{Text}|true|false|null)\s*", RegexOptions.CultureInvariant);

    private static readonly Regex OneOf = new(
        $@"\G\s*(?<property>\w+)\s+in\s*\(\s*(?<value>{Text})(?:\s*,\s*(?<value>{Text}))*\s*\)\s*", RegexOptions.CultureInvariant);

    private static readonly Regex StartsWith = new(
        $@"\G\s*startswith\(\s*(?<property>\w+)\s*,\s*(?<value>{Text})\s*\)\s*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private static readonly Regex And = new(@"\Gand\s+", RegexOptions.CultureInvariant);

    /// <summary>The filter of a call; everything passes where it has none.</summary>
    public static Func<T, bool> Of<T>(GraphCall call, EntityType<T> type) =>
        call.Path.Query.TryGetValue("$filter", out var filter) ? Parse(filter, type) : _ => true;

    private static Func<T, bool> Parse<T>(string filter, EntityType<T> type)
    {
        var conditions = new List<Func<T, bool>>();
        for (var position = 0; ;)
        {
            var term = ReadTerm(filter, position);
            conditions.Add(Condition(term, type));
            position = term.Index + term.Length;
            if (position == filter.Length) return entity => conditions.TrueForAll(condition => condition(entity));
            var and = And.Match(filter, position);
            if (!and.Success) throw Unsupported(filter);
            position += and.Length;
        }
    }

    private static Match ReadTerm(string filter, int position)
    {
        foreach (var kind in new[] { Comparison, OneOf, StartsWith })
        {
            if (kind.Match(filter, position) is { Success: true } match) return match;
        }

        throw Unsupported(filter);
    }

    private static Func<T, bool> Condition<T>(Match term, EntityType<T> type)
    {
        var read = type.Property(term.Groups["property"].Value);
        string[] values = [.. term.Groups["value"].Captures.Cast<Capture>().Select(capture => Value(capture.Value))];
        string TextOf(T entity) => read(entity) switch
        {
            null => "null",
            bool flag => flag ? "true" : "false",
            var other => $"'{other}",
        };
        if (term.Value.TrimStart().StartsWith("startswith", StringComparison.OrdinalIgnoreCase))
        {
            return entity => TextOf(entity).StartsWith(values[0], StringComparison.OrdinalIgnoreCase);
        }

        var isNegated = term.Groups["operator"].Value == "ne";
        return entity => values.Contains(TextOf(entity), StringComparer.OrdinalIgnoreCase) != isNegated;
    }

    // Texts keep an opening quote, so that 'true' and true differ.
    private static string Value(string literal) =>
        literal[0] == '\'' ? "'" + literal.Substring(1, literal.Length - 2).Replace("''", "'") : literal;

    private static GraphErrorException Unsupported(string filter) =>
        GraphErrorException.UnsupportedQuery($"Unsupported or invalid query filter clause: {filter}");
}
