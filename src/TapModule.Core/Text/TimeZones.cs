using TimeZoneConverter;

namespace TapModule.Core.Text;

/// <summary>Finds time zones by either kind of name, Europe/Berlin and W. Europe Standard Time, on every system: .NET Framework knows only the second, and .NET without ICU only its system's.</summary>
internal static class TimeZones
{
    public static TimeZoneInfo? Find(string id) => TZConvert.TryGetTimeZoneInfo(id, out var zone) ? zone : null;
}
