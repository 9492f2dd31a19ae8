using TapModule.Core.Policy;

namespace TapModule.Binding;

/// <summary>How long a pass is good for, in whole minutes that the service accepts at all.</summary>
internal static class Lifetime
{
    public static Reading<int> Read(object value)
    {
        var span = Duration.Read(value, TimeSpan.FromMinutes(1), "minutes (480), 8h, 2 days or 08:00:00");
        if (span.Value is not { } length) return new(null, span.Problem);
        if (length.Ticks % TimeSpan.TicksPerMinute != 0) return Reading<int>.Refused(value, "is not a whole number of minutes.");
        return length.TotalMinutes is >= PolicyRules.ShortestLifetime and <= PolicyRules.LongestLifetime and var minutes
            ? (int)minutes
            : Reading<int>.Refused(value, $"is not between {PolicyRules.ShortestLifetime} and {PolicyRules.LongestLifetime} minutes (30 days).");
    }
}
