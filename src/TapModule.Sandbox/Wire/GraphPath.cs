namespace TapModule.Sandbox.Wire;

/// <summary>The decoded path of a request: its version, segments and query options.</summary>
internal sealed class GraphPath
{
    private GraphPath(string version, string[] segments, string path, string query)
    {
        Version = version;
        Segments = segments;
        Path = path;
        QueryText = query;
        Query = ParseQuery(query);
    }

    /// <summary><c>v1.0</c>, <c>beta</c>, or what stood there instead.</summary>
    public string Version { get; }

    /// <summary>Path and query, as they were sent.</summary>
    public string Target => QueryText.Length == 0 ? Path : $"{Path}?{QueryText}";

    public bool IsBeta => Version == "beta";

    /// <summary>The segments after the version, decoded; <c>users('x')</c> has become <c>users</c> and <c>x</c>.</summary>
    public string[] Segments { get; }

    /// <summary>The path without the query, as it was sent.</summary>
    public string Path { get; }

    /// <summary>The query without its question mark, as it was sent.</summary>
    public string QueryText { get; }

    public IReadOnlyDictionary<string, string> Query { get; }

    public bool IsBatch => Segments.Length == 1 && Segments[0] == "$batch";

    /// <summary>Reads a target that begins with the version.</summary>
    public static GraphPath Parse(string target)
    {
        var (path, query) = Split(target);
        var parts = path.Split('/').Skip(1).ToArray();
        var version = parts.Length == 0 ? "" : parts[0];
        return new(version, [.. parts.Skip(1).SelectMany(Decode)], path, query);
    }

    /// <summary>Reads the URL of a batch item, which has no version of its own.</summary>
    public static GraphPath ParseItem(string url, string version)
    {
        var (path, query) = Split(url);
        return new(version, [.. path.TrimStart('/').Split('/').SelectMany(Decode)], path, query);
    }

    private static (string Path, string Query) Split(string target)
    {
        var fragment = target.IndexOf('#');
        if (fragment >= 0) target = target.Substring(0, fragment);
        var query = target.IndexOf('?');
        return query < 0 ? (target, "") : (target.Substring(0, query), target.Substring(query + 1));
    }

    private static IEnumerable<string> Decode(string segment)
    {
        var text = Uri.UnescapeDataString(segment);
        var key = text.IndexOf("('", StringComparison.Ordinal);
        if (key > 0 && text.EndsWith("')", StringComparison.Ordinal) && text.Length >= key + 4)
        {
            yield return text.Substring(0, key);
            yield return text.Substring(key + 2, text.Length - key - 4).Replace("''", "'");
        }
        else
        {
            yield return text;
        }
    }

    private static Dictionary<string, string> ParseQuery(string query)
    {
        var options = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (query.Length == 0) return options;
        foreach (var option in query.Split('&'))
        {
            var equals = option.IndexOf('=');
            if (equals > 0) options[Unescape(option.Substring(0, equals))] = Unescape(option.Substring(equals + 1));
        }

        return options;
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
