namespace TapModule.Core.Reports;

/// <summary>How fast a run went for a while.</summary>
/// <param name="From">Seconds after its start.</param>
/// <param name="To">Seconds after its start.</param>
/// <param name="Issued">Passes a second.</param>
/// <param name="Refused">Refusals a second.</param>
internal readonly record struct RatePoint(double From, double To, double Issued, double Refused)
{
    /// <summary>More would be finer than the picture.</summary>
    private const int Most = 180;

    /// <summary>The rates between figures that count from the start; neighbours are put together if there are too many.</summary>
    public static IReadOnlyList<RatePoint> Between(IReadOnlyList<PacePoint> pace)
    {
        var rates = new List<RatePoint>();
        var every = (pace.Count + Most - 1) / Most;
        var last = default(PacePoint);
        for (var i = 0; i < pace.Count; i++)
        {
            if ((i + 1) % every != 0 && i != pace.Count - 1) continue;
            var seconds = pace[i].Seconds - last.Seconds;
            // What was recorded within the same moment makes no rate; it counts with the next.
            if (seconds < 0.001) continue;
            rates.Add(new RatePoint(last.Seconds, pace[i].Seconds, (pace[i].Issued - last.Issued) / seconds, (pace[i].Refused - last.Refused) / seconds));
            last = pace[i];
        }

        return rates;
    }
}
