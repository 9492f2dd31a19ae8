using TapModule.Core.Text;

namespace TapModule.Binding;

/// <summary>A time zone by its name, Europe/Berlin or W. Europe Standard Time, or as an object.</summary>
internal static class ZoneName
{
    /// <returns>What is wrong, as a sentence; null if the zone was found.</returns>
    public static string? Read(object value, out TimeZoneInfo? zone)
    {
        zone = value as TimeZoneInfo ?? TimeZones.Find(CellText.Plain(value).Trim());
        return zone is null ? $"{CellText.Shown(value)} is not a time zone. Write a name such as Europe/Berlin or 'W. Europe Standard Time'; Get-TimeZone -ListAvailable shows them." : null;
    }
}
