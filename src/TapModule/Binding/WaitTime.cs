namespace TapModule.Binding;

/// <summary>How long to wait for something: seconds to an hour. A bare number is refused, because .NET counts it in ticks or in days.</summary>
internal static class WaitTime
{
    private const string Forms = "30s, 2 minutes or 00:02:00";

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public static Reading<TimeSpan> Read(object value)
    {
        var span = Duration.Read(value, null, Forms);
        if (span.Value is not { } length) return span;
        if (length == TimeSpan.Zero || (length >= TimeSpan.FromSeconds(1) && length <= Longest)) return length;
        return Reading<TimeSpan>.Refused(value, $"is not between a second and an hour. Write {Forms}.");
    }
}
