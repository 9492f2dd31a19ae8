using System.Text;
using TapModule.Core.Errors;
using TapModule.Core.Files;
using TapModule.Core.Text;

namespace TapModule.Core.Handover.Slips;

/// <summary>
/// An HTML document with one page between two remarks, and places such as {{DisplayName}}. It has no logic, and the browser is told to run
/// and load nothing, so a template from somebody else can do no more than look different.
/// </summary>
internal sealed class SlipTemplate
{
    public const string PageBegin = "<!-- slip -->";
    public const string PageEnd = "<!-- /slip -->";

    private const string TextPrefix = "Text:";
    private const string ColumnPrefix = "Column:";

    /// <summary>Places around the pages: the same for everybody.</summary>
    private static readonly HashSet<string> DocumentPlaces = ["Language", "QrDefinition"];

    private static readonly HashSet<string> PagePlaces =
    [
        "Language", "DisplayName", "SignInName", "Code", "CodePlain", "CodeSize", "CodeSpelled", "ValidFrom", "ValidFromZone", "ValidUntil", "ValidUntilZone",
        "Use", "Url", "QrCode",
    ];

    /// <summary>Places whose values no row can choose. They alone may stand inside a tag.</summary>
    private static readonly HashSet<string> FixedPlaces = ["Language", "CodeSize", "Url"];

    private readonly string _head;
    private readonly string _page;
    private readonly string _tail;

    private SlipTemplate(string head, string page, string tail) => (_head, _page, _tail) = (head, page, tail);

    public static SlipTemplate Shipped() => Parse(SlipResources.Template, "slip.html");

    /// <exception cref="TapServiceException"><see cref="TapErrorId.TemplateUnusable"/>.</exception>
    public static SlipTemplate FromFile(string path) => Parse(ReadFile(path), path);

    /// <summary>What stands before the first page.</summary>
    public string Head(Func<string, string> fill) => Placeholders.Fill(_head, fill);

    /// <summary>One page, with the remark that ends it.</summary>
    public string Page(Func<string, string> fill) => Placeholders.Fill(_page, fill) + PageEnd + "\n";

    /// <summary>What stands behind the last page.</summary>
    public string Tail(Func<string, string> fill) => Placeholders.Fill(_tail, fill);

    /// <summary>The text's name, if the place is for a text.</summary>
    public static string? TextName(string place) => After(place, TextPrefix);

    /// <summary>The column's name, if the place is for a column of the row.</summary>
    public static string? ColumnName(string place) => After(place, ColumnPrefix);

    internal static string ReadFile(string path)
    {
        try
        {
            using var text = new StreamReader(SharedFile.OpenRead(path), Encoding.UTF8);
            return text.ReadToEnd();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new TapServiceException(ErrorTable.Describe(TapErrorId.TemplateUnusable, $"'{path}' cannot be read: {ForeignText.Of(failure)}") with { Cause = ForeignText.Strip(failure) });
        }
    }

    private static SlipTemplate Parse(string html, string from)
    {
        html = html.Replace("\r\n", "\n");
        CheckMarkup(html, from);
        html = TemplateMarkup.Guard(html);
        var begin = html.IndexOf(PageBegin, StringComparison.Ordinal);
        var end = html.IndexOf(PageEnd, StringComparison.Ordinal);
        if (begin < 0 || end < begin) throw Bad(from, $"one page must stand between {PageBegin} and {PageEnd}");
        var template = new SlipTemplate(
            html.Substring(0, begin), html.Substring(begin + PageBegin.Length, end - begin - PageBegin.Length).TrimStart('\n'), html.Substring(end + PageEnd.Length).TrimStart('\n'));
        var texts = SlipTexts.Shipped("en")!;
        Check(template._head + template._tail, DocumentPlaces, texts, from);
        Check(template._page, [.. PagePlaces], texts, from);
        return template;
    }

    private static void Check(string html, HashSet<string> known, SlipTexts texts, string from)
    {
        foreach (var (place, _) in Placeholders.In(html))
        {
            var isKnown = TextName(place) is { } text ? texts.Has(text) : (ColumnName(place) is not null && known.Count > DocumentPlaces.Count) || known.Contains(place);
            if (!isKnown) throw Bad(from, $"{{{{{place}}}}} means nothing there. What can stand there: {string.Join(", ", known)}, {TextPrefix}name, and in a page {ColumnPrefix}name");
        }
    }

    /// <summary>Escaping makes a value harmless where text stands. In an address or a style sheet it does not.</summary>
    private static void CheckMarkup(string html, string from)
    {
        var parts = TemplateMarkup.Parts(html, out var problem);
        if (problem is not null) throw Bad(from, problem);
        foreach (var (place, position) in Placeholders.In(html))
        {
            if (!FixedPlaces.Contains(place) && TextName(place) is null && parts.Any(part => part.From < position && position < part.To))
                throw Bad(from, $"{{{{{place}}}}} stands inside a tag, a style sheet or a remark, and can only be text: what a row says must not become a link or a style");
        }
    }

    private static string? After(string place, string prefix) => place.StartsWith(prefix, StringComparison.Ordinal) ? place.Substring(prefix.Length).Trim() : null;

    private static TapServiceException Bad(string path, string why) =>
        new(ErrorTable.Describe(TapErrorId.TemplateUnusable, $"The template '{path}' cannot be used: {why}."));
}
