namespace TapModule.Core.Reports;

/// <summary>How fast a run went for a while.</summary>
/// <param name="From">Seconds after its start.</param>
/// <param name="To">Seconds after its start.</param>
/// <param name="Issued">Passes a second.</param>
/// <param name="Throttled">Refusals a second.</param>
internal readonly record struct RatePoint(double From, double To, double Issued, double Throttled)
{
    /// <summary>More would be finer than the picture.</summary>
    private const int Most = 180;

    /// <summary>The rates between figures that count from the start; neighbours are put together if there are too many.</summary>
    public static IReadOnlyList<RatePoint> Between(IReadOnlyList<PacePoint> pace)
    {
        var rates = new List<RatePoint>();
        if (pace.Count == 0) return rates;
        // What was recorded within the same moment makes no rate, and a last figure soon after the one before would make a wild one.
        var least = Math.Max(0.001, pace[pace.Count - 1].Seconds / Most);
        var last = default(PacePoint);
        foreach (var figure in pace)
        {
            var seconds = figure.Seconds - last.Seconds;
            var left = pace[pace.Count - 1].Seconds - figure.Seconds;
            if (seconds < least || (left > 0 && left < least)) continue;
            rates.Add(new RatePoint(last.Seconds, figure.Seconds, (figure.Issued - last.Issued) / seconds, (figure.Throttled - last.Throttled) / seconds));
            last = figure;
        }

        return rates;
    }
}
