using System.Security;

namespace TapModule.Core.Handover.Slips;

/// <summary>Finds time zones by name. .NET knows both kinds, Europe/Berlin and W. Europe Standard Time; .NET Framework only the second.</summary>
internal static class TimeZones
{
    public static TimeZoneInfo? Find(string id)
    {
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(id);
        }
        catch (Exception failure) when (failure is TimeZoneNotFoundException or InvalidTimeZoneException or SecurityException)
        {
            return null;
        }
    }
}
