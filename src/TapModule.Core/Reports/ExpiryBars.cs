using System.Globalization;

namespace TapModule.Core.Reports;

/// <summary>Counts ends by hour if all are near, by day if not.</summary>
internal static class ExpiryBars
{
    private const int MostHours = 36;
    private const int MostDays = 31;

    /// <param name="ends">The ends, all ahead, in order.</param>
    /// <param name="at">Now.</param>
    public static IReadOnlyList<(string Name, int Count)> Of(IReadOnlyList<DateTimeOffset> ends, DateTimeOffset at)
    {
        var byHour = ends[ends.Count - 1] - at < TimeSpan.FromHours(MostHours);
        var now = at.LocalDateTime;
        var first = byHour ? now.Date.AddHours(now.Hour) : now.Date;
        var step = byHour ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
        int Place(DateTimeOffset end) => (int)((end.LocalDateTime - first).Ticks / step.Ticks);
        var last = Math.Min(Place(ends[ends.Count - 1]), byHour ? MostHours : MostDays);
        var counts = new int[last + 1];
        var later = 0;
        foreach (var place in ends.Select(Place))
        {
            // An hour that a change to winter time repeats stays inside; what is beyond a month is told as one.
            if (place <= last) counts[Math.Max(0, place)]++;
            else later++;
        }

        var bars = counts.Select((count, i) => ((first + TimeSpan.FromTicks(step.Ticks * i)).ToString(byHour ? "ddd HH:00" : "MM-dd", CultureInfo.InvariantCulture), count)).ToList();
        if (later > 0) bars.Add(("later", later));
        return bars;
    }
}
