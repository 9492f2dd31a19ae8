using System.Globalization;
using System.Management.Automation;

namespace TapModule;

/// <summary>
/// Times as scripts get them: DateTimeOffsets in all respects but one. As text they are ISO 8601 in every culture, because <c>Export-Csv</c> writes an object's text: a file that was written
/// here must be read back the same elsewhere and a year later, and 01.12.2026 cannot.
/// </summary>
public static class IsoTime
{
    private const string Format = "yyyy-MM-ddTHH:mm:sszzz";

    private static readonly PSCodeMethod InWords = new("ToString", typeof(IsoTime).GetMethod(nameof(Text))!);

    /// <summary>The time; null if there is none.</summary>
    internal static PSObject? Of(DateTimeOffset? time)
    {
        if (time is not { } known) return null;
        var shown = new PSObject(known);
        shown.Methods.Add(InWords);
        return shown;
    }

    /// <summary>What <c>ToString</c> gives: ISO 8601, or what a format says.</summary>
    /// <param name="time">The time.</param>
    /// <param name="arguments">Those of DateTimeOffset.ToString: nothing, a format, a culture, or both.</param>
    public static string Text(PSObject time, params object[] arguments)
    {
        var known = (DateTimeOffset)time.BaseObject;
        var format = arguments.OfType<string>().FirstOrDefault();
        var culture = arguments.OfType<IFormatProvider>().FirstOrDefault();
        return arguments.Length == 0 ? known.ToString(Format, CultureInfo.InvariantCulture) : known.ToString(format, culture ?? CultureInfo.CurrentCulture);
    }
}
