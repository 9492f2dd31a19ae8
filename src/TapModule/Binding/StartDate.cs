using System.Globalization;
using System.Text.RegularExpressions;

namespace TapModule.Binding;

/// <summary>A date and time as it was written: a moment, if it names its offset from UTC; else what a clock shows in a zone that is yet to be named.</summary>
internal readonly record struct ClockTime(DateTime Clock, TimeSpan? Offset);

/// <summary>
/// A date and time. A text must mean the same to every reader: the year first (2027-09-01 08:00, 2027/9/1 8:00, with or without T, seconds and zone), or the
/// month as an English word (1 Sep 2027 08:00), which includes the form of mails and HTTP. The order of day and month is never guessed, nor is a zone's letters.
/// </summary>
internal static class StartDate
{
    private const string Forms = "Write it as 2027-09-01 08:00; for a zone, add Z or +02:00.";
    private const int FirstYear = 2000;
    private const int LastYear = 2100;

    private const string Zone = @"(?: ?(?<zone>Z|(?:UTC|GMT)?[+-][0-9]{1,2}(?::?[0-5][0-9])?|UTC|GMT))?";
    private const string Time = @"(?<h>[0-9]{1,2})(?::(?<m>[0-5][0-9])(?::(?<s>[0-5][0-9])(?:[.,](?<f>[0-9]{1,9}))?)?(?: ?(?<half>[AP])\.?M\.?)?| ?(?<half>[AP])\.?M\.?)" + Zone;
    private const string Month = @"(?<word>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?";
    private const string Day = @"(?:(?<weekday>Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?";

    private static readonly string[] MonthWords = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    private static readonly Regex[] Named =
    [
        Make($@"^(?<y>[0-9]{{4}})(?<by>[-/.])(?<mon>[0-9]{{1,2}})\k<by>(?<d>[0-9]{{1,2}})(?:[T ]{Time})?$"),
        Make($@"^(?<y>[0-9]{{4}})(?<mon>[0-9]{{2}})(?<d>[0-9]{{2}})(?:[T ](?:{Time}|(?<h>[0-9]{{2}})(?<m>[0-5][0-9])(?<s>[0-5][0-9])?{Zone}))?$"),
        Make($"^{Day}(?<d>[0-9]{{1,2}})[ -]{Month}[ -](?<y>[0-9]{{4}})(?:,? {Time})?$"),
        Make($"^{Day}{Month} (?<d>[0-9]{{1,2}}),? (?<y>[0-9]{{4}})(?:,? {Time})?$"),
    ];

    private static readonly Regex Numbers = Make(@"^[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}");
    private static readonly Regex Serial = Make(@"^[0-9]{5}(?:[.,][0-9]+)?$");

    /// <summary>Reads a value that is not blank.</summary>
    public static Reading<ClockTime> Read(object value)
    {
        switch (value)
        {
            case DateTimeOffset time:
                return Checked(value, new ClockTime(time.DateTime, time.Offset));
            case DateTime { Kind: DateTimeKind.Utc } time:
                return Checked(value, new ClockTime(time, TimeSpan.Zero));
            case DateTime { Kind: DateTimeKind.Local } time:
                return Checked(value, new ClockTime(time, TimeZoneInfo.Local.GetUtcOffset(time)));
            case DateTime time:
                return Checked(value, new ClockTime(time, null));
            // Windows PowerShell has no such type, so its name has to do.
            case IFormattable day when value.GetType().FullName == "System.DateOnly":
                return ReadText(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            case string text:
                return ReadText(text);
            case byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal:
                return ReadText(Convert.ToString(value, CultureInfo.InvariantCulture)!);
            default:
                return Refused(value, $"is not a date and time. {Forms}");
        }
    }

    /// <summary>The moment that is meant.</summary>
    /// <param name="time">What was written.</param>
    /// <param name="zone">The zone of a time that names no offset.</param>
    /// <param name="remark">What the person must know: the clocks of that zone skip this time, or show it twice. Null if there is nothing.</param>
    public static DateTimeOffset Resolve(ClockTime time, TimeZoneInfo zone, out string? remark)
    {
        remark = null;
        var clock = DateTime.SpecifyKind(time.Clock, DateTimeKind.Unspecified);
        if (time.Offset is { } offset) return new DateTimeOffset(clock, offset);
        if (zone.IsInvalidTime(clock))
        {
            // What the clocks would have shown without the change: the same moment, an hour later on the clocks.
            var moment = TimeZoneInfo.ConvertTime(new DateTimeOffset(clock, zone.GetUtcOffset(clock.AddHours(-6))), zone);
            remark = $"{Text(clock)} does not exist in {zone.Id}, where the clocks go forward; {Text(moment)} is meant.";
            return moment;
        }

        if (!zone.IsAmbiguousTime(clock)) return new DateTimeOffset(clock, zone.GetUtcOffset(clock));
        var offsets = zone.GetAmbiguousTimeOffsets(clock);
        var first = new DateTimeOffset(clock, offsets.Max());
        remark = $"{Text(clock)} comes twice in {zone.Id}, where the clocks go back; the first is meant, {Text(first)}. For the second, write {Text(new DateTimeOffset(clock, offsets.Min()))}.";
        return first;
    }

    private static Reading<ClockTime> ReadText(string given)
    {
        if (given.Length > CellText.MostOfValue) return Refused(given, $"is not a date and time. {Forms}");
        var text = Regex.Replace(CellText.WithPlainDigits(given.Trim()), @"\s+", " ");
        var match = Named.Select(form => form.Match(text)).FirstOrDefault(found => found.Success);
        if (match is not null) return Sum(given, match);
        if (Serial.IsMatch(text)) return Refused(given, $"is a number, perhaps Excel's number of a day. {Forms}");
        return Refused(given, Numbers.IsMatch(text) ? $"is ambiguous: day and month can be read in either order. {Forms}" : $"is not a date and time. {Forms}");
    }

    private static Reading<ClockTime> Sum(string given, Match match)
    {
        int Part(string name) => match.Groups[name].Success ? int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture) : 0;
        var month = match.Groups["word"].Success ? Array.IndexOf(MonthWords, match.Groups["word"].Value.Substring(0, 3).ToUpperInvariant()) + 1 : Part("mon");
        var (year, day, hour) = (Part("y"), Part("d"), Part("h"));
        if (match.Groups["half"].Success)
        {
            if (hour is < 1 or > 12) return Refused(given, $"has no hour of the 12-hour clock. {Forms}");
            hour = (hour % 12) + (match.Groups["half"].Value is "P" or "p" ? 12 : 0);
        }

        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23) return Refused(given, $"does not exist in the calendar. {Forms}");
        var fraction = match.Groups["f"].Success ? long.Parse(match.Groups["f"].Value.PadRight(7, '0').Substring(0, 7), CultureInfo.InvariantCulture) : 0;
        var clock = new DateTime(year, month, day, hour, Part("m"), Part("s")).AddTicks(fraction);
        if (match.Groups["weekday"].Success && !clock.DayOfWeek.ToString().StartsWith(match.Groups["weekday"].Value, StringComparison.OrdinalIgnoreCase))
            return Refused(given, $"contradicts itself: {clock.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} is a {clock.DayOfWeek}.");
        if (!match.Groups["zone"].Success) return Checked(given, new ClockTime(clock, null));
        return Offset(match.Groups["zone"].Value.ToUpperInvariant()) is { } offset
            ? Checked(given, new ClockTime(clock, offset))
            : Refused(given, "has an offset from UTC that no clock has.");
    }

    private static TimeSpan? Offset(string zone)
    {
        var digits = new string([.. zone.Where(c => c is >= '0' and <= '9')]);
        if (digits.Length == 0) return TimeSpan.Zero;
        var hours = int.Parse(digits.Length > 2 ? digits.Substring(0, digits.Length - 2) : digits, CultureInfo.InvariantCulture);
        var minutes = digits.Length > 2 ? int.Parse(digits.Substring(digits.Length - 2), CultureInfo.InvariantCulture) : 0;
        var offset = new TimeSpan(hours, minutes, 0);
        if (offset > TimeSpan.FromHours(14)) return null;
        return zone.IndexOf('-') >= 0 ? -offset : offset;
    }

    private static Reading<ClockTime> Checked(object given, ClockTime time) => time.Clock.Year is >= FirstYear and <= LastYear
        ? time
        : Refused(given, $"is in the year {time.Clock.Year.ToString(CultureInfo.InvariantCulture)}. Write the year of the Gregorian calendar, {FirstYear} to {LastYear}.");

    private static Reading<ClockTime> Refused(object? given, string why) => Reading<ClockTime>.Refused(given, why);

    private static string Text(DateTime clock) => clock.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mmzzz", CultureInfo.InvariantCulture);

    private static Regex Make(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
}
