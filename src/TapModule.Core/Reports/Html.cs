using System.Globalization;
using System.Net;
using System.Text;

namespace TapModule.Core.Reports;

/// <summary>Builds HTML and SVG. Markup and text go in by different doors, and text is always escaped.</summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    /// <summary>Markup of our own, as it is.</summary>
    public Html Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>Anything else.</summary>
    public Html Text(string? text)
    {
        _text.Append(WebUtility.HtmlEncode(text));
        return this;
    }

    /// <summary>An element with text in it.</summary>
    /// <param name="tag">Its name, with attributes of our own.</param>
    /// <param name="text">Its text.</param>
    public Html Element(string tag, string? text)
    {
        var space = tag.IndexOf(' ');
        return Raw("<").Raw(tag).Raw(">").Text(text).Raw("</").Raw(space < 0 ? tag : tag.Substring(0, space)).Raw(">");
    }

    public Html Append(Html other)
    {
        _text.Append(other._text);
        return this;
    }

    public override string ToString() => _text.ToString();

    public static string Attribute(string? value) => WebUtility.HtmlEncode(value ?? "");

    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Percent(int part, int whole) => whole == 0 ? "0 %" : (100.0 * part / whole).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    public static string Time(DateTimeOffset? time) => time?.LocalDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";
}
