using System.Security.Cryptography;
using System.Text;
using TapModule.Core.Text;

namespace TapModule.Core.Reports;

/// <summary>
/// Report.html, style sheet and script. The page has places such as {{Title}}, and parts between two remarks, such as
/// <c>&lt;!-- Runs --&gt;</c>, that stand in the page as often as there is something to put into them.
/// </summary>
internal sealed class ReportSkeleton
{
    private readonly Dictionary<string, string> _parts = [];
    private readonly string _page;

    public ReportSkeleton()
    {
        var page = Resource("Report.html");
        while (page.IndexOf("<!-- ", StringComparison.Ordinal) is var from and >= 0)
        {
            var nameEnd = page.IndexOf(" -->\n", from, StringComparison.Ordinal);
            var name = page.Substring(from + 5, nameEnd - from - 5);
            var end = page.IndexOf($"<!-- /{name} -->\n", nameEnd, StringComparison.Ordinal);
            _parts[name] = page.Substring(nameEnd + 5, end - nameEnd - 5);
            page = page.Substring(0, from) + $"{{{{{name}}}}}" + page.Substring(end + $"<!-- /{name} -->\n".Length);
        }

        _page = page;
    }

    /// <summary>A browser hashes what it parsed, and parsing makes every line end a line feed.</summary>
    public string Style { get; } = "\n" + Resource("Report.css");

    public string Script { get; } = "\n" + Resource("Report.js");

    /// <summary>The whole page. A place without a value is left empty.</summary>
    public string Page(IReadOnlyDictionary<string, Html> values) => Fill(_page, values);

    public Html Part(string name, IReadOnlyDictionary<string, Html> values) => new Html().Raw(Fill(_parts[name], values));

    /// <summary>What the page's policy allows a text by.</summary>
    public static string Hash(string text)
    {
        using var sha = SHA256.Create();
        return "sha256-" + Convert.ToBase64String(sha.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }

    private static string Fill(string html, IReadOnlyDictionary<string, Html> values) =>
        Placeholders.Fill(html, name => values.TryGetValue(name, out var value) ? value.ToString() : "");

    private static string Resource(string name)
    {
        using var stream = typeof(ReportSkeleton).Assembly.GetManifestResourceStream("TapModule.Core.Reports." + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }
}
