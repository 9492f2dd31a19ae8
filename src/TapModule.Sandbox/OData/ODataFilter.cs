using System.Text.RegularExpressions;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.OData;

/// <summary>
/// The part of $filter that matters here: eq, ne, in, startswith and endswith, joined by "and", "or", "not" and parentheses. Graph has no
/// "contains" for directory objects, and neither has this.
/// </summary>
internal static class ODataFilter
{
    private const string Text = "'(?:[^']|'')*'";

    private static readonly Regex Comparison = new(
        $@"\G\s*(?<property>\w+)\s+(?<operator>eq|ne)\s+(?<value>{Text}|true|false|null)\s*", RegexOptions.CultureInvariant);

    private static readonly Regex OneOf = new(
        $@"\G\s*(?<property>\w+)\s+in\s*\(\s*(?<value>{Text})(?:\s*,\s*(?<value>{Text}))*\s*\)\s*", RegexOptions.CultureInvariant);

    private static readonly Regex Function = new(
        $@"\G\s*(?<operator>startswith|endswith)\(\s*(?<property>\w+)\s*,\s*(?<value>{Text})\s*\)\s*",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private static readonly Regex Word = new(@"\G\s*(?<word>and\b|or\b|not\b|\(|\))\s*", RegexOptions.CultureInvariant);

    /// <summary>The filter of a call; everything passes where it has none.</summary>
    public static Func<T, bool> Of<T>(GraphCall call, EntityType<T> type)
    {
        if (!call.Path.Query.TryGetValue("$filter", out var filter)) return _ => true;
        var parser = new Parser<T>(filter, type, call.HasEventualConsistency);
        return parser.Parse();
    }

    // Texts keep an opening quote, so that 'true' and true differ.
    private static string Value(string literal) =>
        literal[0] == '\'' ? "'" + literal.Substring(1, literal.Length - 2).Replace("''", "'") : literal;

    private sealed class Parser<T>(string filter, EntityType<T> type, bool isAdvanced)
    {
        private int _position;

        public Func<T, bool> Parse()
        {
            var condition = ReadOr();
            return _position == filter.Length ? condition : throw Unsupported();
        }

        private Func<T, bool> ReadOr()
        {
            var left = ReadAnd();
            if (!Take("or")) return left;
            var right = ReadOr();
            return entity => left(entity) || right(entity);
        }

        private Func<T, bool> ReadAnd()
        {
            var left = ReadOne();
            if (!Take("and")) return left;
            var right = ReadAnd();
            return entity => left(entity) && right(entity);
        }

        private Func<T, bool> ReadOne()
        {
            if (Take("not"))
            {
                RequireAdvanced();
                var negated = ReadOne();
                return entity => !negated(entity);
            }

            if (!Take("(")) return ReadTerm();
            var inner = ReadOr();
            return Take(")") ? inner : throw Unsupported();
        }

        private Func<T, bool> ReadTerm()
        {
            var term = new[] { Comparison, OneOf, Function }.Select(kind => kind.Match(filter, _position)).FirstOrDefault(match => match.Success)
                ?? throw Unsupported();
            _position += term.Length;
            var read = type.Property(term.Groups["property"].Value);
            string[] values = [.. term.Groups["value"].Captures.Cast<Capture>().Select(capture => Value(capture.Value))];
            string TextOf(T entity) => read(entity) switch
            {
                null => "null",
                bool flag => flag ? "true" : "false",
                var other => $"'{other}",
            };
            switch (term.Groups["operator"].Value.ToLowerInvariant())
            {
                case "startswith":
                    return entity => TextOf(entity).StartsWith(values[0], StringComparison.OrdinalIgnoreCase);
                case "endswith":
                    RequireAdvanced();
                    return entity => read(entity) is not null && TextOf(entity).EndsWith(values[0].Substring(1), StringComparison.OrdinalIgnoreCase);
                case "ne":
                    RequireAdvanced();
                    return entity => !values.Contains(TextOf(entity), StringComparer.OrdinalIgnoreCase);
                default:
                    return entity => values.Contains(TextOf(entity), StringComparer.OrdinalIgnoreCase);
            }
        }

        private bool Take(string word)
        {
            var match = Word.Match(filter, _position);
            if (!match.Success || match.Groups["word"].Value != word) return false;
            _position += match.Length;
            return true;
        }

        // ne, not and endswith are advanced queries: the index that answers them is the eventual one.
        private void RequireAdvanced()
        {
            if (!isAdvanced) throw Unsupported();
        }

        private GraphErrorException Unsupported() =>
            GraphErrorException.UnsupportedQuery($"Unsupported or invalid query filter clause: {filter}");
    }
}
