using System.Text.RegularExpressions;

namespace TapModule.Core.Handover.Slips;

/// <summary>
/// What has to be known of a template's HTML: which parts of it are text, where a value can do no harm once it is escaped, and which are
/// markup. To know it for sure, templates have to be well-formed in the plain way that everybody writes them: no quote where none is needed.
/// </summary>
internal static class TemplateMarkup
{
    /// <summary>
    /// Put into every document: whatever a template holds, the browser runs nothing of it and loads nothing for it. Without that, a
    /// picture's address could carry the codes away.
    /// </summary>
    public const string Policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'\">\n";

    private const string Attribute = @"\s+[\w:.-]+(?:\s*=\s*(?:""[^""]*""|'[^']*'|[^\s""'=<>`]+))?";

    private static readonly Regex Token = new(
        $@"(?<comment><!--(?!>|->)(?:(?!--!?>).)*-->)|(?<doctype><!doctype\b(?:[^<>""']|""[^""<>]*""|'[^'<>]*')*>)"
        + $@"|(?<raw><(?<name>style|title|textarea)(?:{Attribute})*\s*>.*?</\k<name>\s*>)|(?<tag></?(?<name>[a-z][\w:-]*)(?:{Attribute})*\s*/?>)|(?<odd><)",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    private static readonly Regex Beginning = new(
        @"\A\s*(<!doctype[^>]*>\s*)?(<html\b[^>]*>\s*)?(<head\b[^>]*>\s*)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly Regex Refused = new(@"\A(script|iframe|frame|object|embed|applet|base|xmp|noembed|noframes|plaintext|noscript)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>The document under <see cref="Policy"/>, which stands before everything that it is to hold for.</summary>
    public static string Guard(string html) => html.Insert(Beginning.Match(html).Length, Policy);

    /// <summary>The parts that are not text, as ranges of positions.</summary>
    /// <param name="html">The whole document.</param>
    /// <param name="problem">What cannot stand in a template, as the end of a sentence; null if all is well.</param>
    public static IReadOnlyList<(int From, int To)> Parts(string html, out string? problem)
    {
        problem = null;
        var parts = new List<(int, int)>();
        foreach (Match match in Token.Matches(html))
        {
            if (match.Groups["odd"].Success) problem ??= $"'{Near(html, match.Index)}' is not well-formed HTML; a < that is text is written &lt;";
            if (match.Groups["tag"].Success && Refused.IsMatch(match.Groups["name"].Value)) problem ??= $"<{match.Groups["name"].Value}> cannot be in it: a slip runs nothing and loads nothing";
            parts.Add((match.Index, match.Index + match.Length));
        }

        return parts;
    }

    private static string Near(string html, int position) =>
        new([.. html.Substring(position, Math.Min(30, html.Length - position)).Select(c => char.IsControl(c) ? ' ' : c)]);
}
