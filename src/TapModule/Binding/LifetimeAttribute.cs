using System.Globalization;

namespace TapModule.Binding;

/// <summary>Minutes as a number or a TimeSpan; 10 to 43200, which is what the service accepts at all.</summary>
public sealed class LifetimeAttribute : RowValueAttribute<int>
{
    private const int Least = 10;
    private const int Most = 43200;

    private protected override string? Read(object value, out int meant)
    {
        meant = 0;
        double minutes;
        switch (value)
        {
            case TimeSpan span:
                minutes = span.TotalMinutes;
                break;
            case string text when double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out minutes):
                break;
            case string text when text.IndexOf(':') > 0 && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span):
                minutes = span.TotalMinutes;
                break;
            case byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal:
                minutes = Convert.ToDouble(value, CultureInfo.InvariantCulture);
                break;
            default:
                return "is no number of minutes and no TimeSpan such as 08:00:00.";
        }

        if (minutes != Math.Floor(minutes)) return "is not a whole number of minutes.";
        if (minutes is < Least or > Most) return $"is not between {Least} and {Most} minutes.";
        meant = (int)minutes;
        return null;
    }
}
