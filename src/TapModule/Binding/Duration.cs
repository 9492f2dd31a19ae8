using System.Globalization;
using System.Text.RegularExpressions;

namespace TapModule.Binding;

/// <summary>
/// A length of time, in named forms only: 90 where the parameter's name says the unit, 1:30, 08:00:00, 1.00:00:00, 8h, 2 days, PT8H. .NET's own reader
/// falls back to other forms when the first does not fit, and takes 24:00:00 for 24 days; here it is 24 hours.
/// </summary>
internal static class Duration
{
    private const string Number = @"[0-9]{1,6}(?:\.[0-9]{1,3})?";

    private static readonly Regex Bare = Make(@"^[0-9]{1,9}(?:\.[0-9]{1,6})?$");
    private static readonly Regex Clock = Make(@"^(?<h>[0-9]{1,4}):(?<m>[0-5][0-9])(?::(?<s>[0-5][0-9])(?:\.0+)?)?$");
    private static readonly Regex DaysAndClock = Make(@"^(?<d>[0-9]{1,4})\.(?<h>[01][0-9]|2[0-3]):(?<m>[0-5][0-9]):(?<s>[0-5][0-9])(?:\.0+)?$");
    private static readonly Regex Iso = Make(@"^P(?=[0-9T])(?:(?<w>[0-9]{1,4})W)?(?:(?<d>[0-9]{1,4})D)?(?:T(?=[0-9])(?:(?<h>[0-9]{1,4})H)?(?:(?<m>[0-9]{1,6})M)?(?:(?<s>[0-9]{1,6})S)?)?$");
    private static readonly Regex Words = Make(
        $@"^(?:(?<w>{Number}) ?(?:w|wks?|weeks?))?(?: ?,? ?(?:and )?(?<d>{Number}) ?(?:d|days?))?(?: ?,? ?(?:and )?(?<h>{Number}) ?(?:h|hrs?|hours?))?"
        + $@"(?: ?,? ?(?:and )?(?<m>{Number}) ?(?:m|mins?|minutes?))?(?: ?,? ?(?:and )?(?<s>{Number}) ?(?:s|secs?|seconds?))?$");

    private static readonly Regex[] Named = [Clock, DaysAndClock, Iso, Words];

    /// <summary>Reads a value that is not blank.</summary>
    /// <param name="value">A TimeSpan, a number, or a text.</param>
    /// <param name="unit">What a number without a unit counts; null to have it refused.</param>
    /// <param name="forms">The forms to show to somebody who wrote another one.</param>
    public static Reading<TimeSpan> Read(object value, TimeSpan? unit, string forms)
    {
        switch (value)
        {
            case TimeSpan span:
                return span;
            case byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal:
                return Count(value, Convert.ToDouble(value, CultureInfo.InvariantCulture), unit, forms);
            case string text:
                return ReadText(text, unit, forms);
            default:
                return Reading<TimeSpan>.Refused(value, $"is not a length of time. Write {forms}.");
        }
    }

    private static Reading<TimeSpan> ReadText(string text, TimeSpan? unit, string forms)
    {
        if (text.Length > CellText.MostOfValue) return Reading<TimeSpan>.Refused(text, $"is not a length of time. Write {forms}.");
        var plain = Regex.Replace(CellText.WithPlainDigits(text.Trim()), @"\s+", " ");
        if (Bare.IsMatch(plain)) return Count(text, double.Parse(plain, CultureInfo.InvariantCulture), unit, forms);
        // Every form begins with a number, but for ISO's P; the form of words alone would also match without one.
        var match = plain[0] is (>= '0' and <= '9') or 'P' or 'p' ? Named.Select(form => form.Match(plain)).FirstOrDefault(found => found.Success) : null;
        return match is null ? Reading<TimeSpan>.Refused(text, $"is not a length of time. Write {forms}.") : Sum(match);
    }

    private static TimeSpan Sum(Match match)
    {
        double Part(string name) => match.Groups[name].Success ? double.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture) : 0;
        return TimeSpan.FromSeconds(Math.Round((((Part("w") * 7) + Part("d")) * 86400) + (Part("h") * 3600) + (Part("m") * 60) + Part("s"), 3));
    }

    private static Reading<TimeSpan> Count(object given, double number, TimeSpan? unit, string forms)
    {
        if (unit is not { } one) return Reading<TimeSpan>.Refused(given, $"has no unit. Write {forms}.");
        // Beyond any length of time that a parameter takes; TimeSpan itself ends later.
        return double.IsNaN(number) || Math.Abs(number) > 1e9
            ? Reading<TimeSpan>.Refused(given, $"is out of range. Write {forms}.")
            : TimeSpan.FromTicks((long)Math.Round(number * one.Ticks));
    }

    private static Regex Make(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
}
