using System.Globalization;

namespace TapModule.Binding;

/// <summary>
/// A date and time. Texts must be unambiguous in every culture: ISO 8601 (2026-02-01T08:00, with or without seconds and zone), or a
/// date whose month is a word. Without a zone it is local time. 01/02/2026 is refused: it means two things.
/// </summary>
public sealed class StartAttribute : RowValueAttribute<DateTimeOffset>
{
    private const DateTimeStyles Styles = DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeLocal;

    private static readonly string[] Formats = MakeFormats();

    private protected override string? Read(object value, out DateTimeOffset meant)
    {
        meant = default;
        switch (value)
        {
            case DateTimeOffset time:
                meant = time;
                return null;
            case DateTime time when time > DateTime.MinValue.AddDays(2) && time < DateTime.MaxValue.AddDays(-2):
                // Without a zone it is local; DateTimeOffset takes it so.
                meant = new DateTimeOffset(time);
                return null;
            case string text when DateTimeOffset.TryParseExact(text.Trim(), Formats, CultureInfo.InvariantCulture, Styles, out meant):
                return null;
            case string text when LooksLikeNumbers(text):
                return "is ambiguous or no date. Write it as 2026-02-01T08:00 (local time) or 2026-02-01T08:00Z (UTC).";
            default:
                return "is no date and time. Write it as 2026-02-01T08:00 (local time) or 2026-02-01T08:00Z (UTC).";
        }
    }

    private static bool LooksLikeNumbers(string text) => text.IndexOfAny(['/', '.', '-']) > 0 && text.Length > 0 && char.IsDigit(text.Trim()[0]);

    private static string[] MakeFormats()
    {
        string[] dates = ["yyyy-MM-dd", "yyyyMMdd", "d MMM yyyy", "d MMMM yyyy", "MMM d, yyyy", "MMMM d, yyyy", "ddd, d MMM yyyy"];
        string[] times = ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF", "h:mm tt", "h:mm:ss tt"];
        // K is nothing, Z or an offset.
        string[] zones = ["K", " K"];
        var formats = new List<string>(dates);
        foreach (var date in dates)
        {
            foreach (var time in times)
            {
                foreach (var zone in zones)
                {
                    foreach (var joint in date[0] == 'y' ? new[] { "'T'", " " } : [" "]) formats.Add(date + joint + time + zone);
                }
            }
        }

        return [.. formats];
    }
}
