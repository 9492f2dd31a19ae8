using System.Globalization;

namespace TapModule.LimiterMatrix;

internal enum LimitShape
{
    None,
    Bucket,
    FixedWindow,
    SlidingWindow,

    /// <summary>A bucket of one's own, and a second one that another client draws on.</summary>
    Shared,
}

internal enum LimitChange
{
    None,
    Halves,
    Doubles,

    /// <summary>Everything is refused for five minutes.</summary>
    Stops,
}

/// <summary>One service and one run.</summary>
/// <param name="Group">The table's row that it counts for.</param>
/// <param name="Shape">What kind of limit.</param>
/// <param name="Rate">Items a second.</param>
/// <param name="Burst">What the bucket holds, or the items of a window.</param>
/// <param name="Items">Rows of the run.</param>
/// <param name="Noise">The share of items refused at random.</param>
/// <param name="RetryAfter">How the service says when to come back.</param>
/// <param name="Latency">Seconds of a round trip.</param>
/// <param name="Change">What happens after 40 % of the run, but not before 20 s.</param>
/// <param name="Window">Seconds of a window.</param>
/// <param name="Learned">If not zero, an earlier run of the same limiter met this rate.</param>
/// <param name="Gap">Seconds between that run and this one.</param>
internal sealed record Cell(
    string Group, LimitShape Shape, double Rate, double Burst, int Items, double Noise = 0, RetryAfterStyle RetryAfter = RetryAfterStyle.WholeSeconds,
    double Latency = 0.06, LimitChange Change = LimitChange.None, double Window = 0, double Learned = 0, double Gap = 0)
{
    private const double OutageSeconds = 300;

    private double ChangeAt => Math.Max(20, 0.4 * Items / Rate);

    public LimitSimulation Service(int seed, double startAt = 0)
    {
        var start = startAt + ChangeAt;
        var end = start + OutageSeconds;
        return new LimitSimulation
        {
            Rate = Change == LimitChange.None ? _ => Rate : now => RateAt(now.TotalSeconds - start),
            Changes = Change == LimitChange.None ? [] : [TimeSpan.FromSeconds(start), TimeSpan.FromSeconds(end)],
            Burst = Burst,
            Window = Window > 0 ? TimeSpan.FromSeconds(Window) : null,
            IsSliding = Shape == LimitShape.SlidingWindow,
            IsShared = Shape == LimitShape.Shared,
            RetryAfter = RetryAfter,
            Outage = Change == LimitChange.Stops ? (TimeSpan.FromSeconds(start), TimeSpan.FromSeconds(end)) : null,
            Latency = TimeSpan.FromSeconds(Latency),
            RandomRefusals = Noise,
            Seed = seed,
        };
    }

    /// <summary>Items a second at that time after the change.</summary>
    public double RateAt(double sinceChange) => Change switch
    {
        LimitChange.Halves when sinceChange >= 0 => Rate / 2,
        LimitChange.Doubles when sinceChange >= 0 => Rate * 2,
        LimitChange.Stops when sinceChange is >= 0 and < OutageSeconds => 0,
        _ => Rate,
    };

    /// <summary>Seconds that no client can do better than, whatever it knows: what 16 requests at a time carry, and what the limit grants.</summary>
    public double Bound()
    {
        var perRequest = Shape is LimitShape.Bucket or LimitShape.Shared ? Math.Min(20, Math.Max(1, Burst)) : 20;
        var slots = Math.Ceiling(Items / perRequest / 16) * Latency;
        var left = Math.Max(0, Items - Burst);
        var granted = Shape switch
        {
            LimitShape.None => 0,
            LimitShape.FixedWindow or LimitShape.SlidingWindow => (Math.Ceiling(Items / Burst) - 1) * Window,
            LimitShape.Shared => Math.Max(0, Items - Math.Min(60, Burst)) / Math.Min(18, Rate),
            _ => left / Rate,
        };
        if (Change != LimitChange.None && left / Rate > ChangeAt)
        {
            var after = left - (Rate * ChangeAt);
            granted = ChangeAt + (Change == LimitChange.Stops ? OutageSeconds + (after / Rate) : after / RateAt(0));
        }

        return Math.Max(slots, granted + (granted > 0 ? Latency : 0));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Group}: {Shape} {Rate}/s burst {Burst}{(Window > 0 ? $" in {Window} s" : "")}, {Latency * 1000:0} ms, noise {Noise:P0}, Retry-After {RetryAfter}, {Items} rows{(Change != LimitChange.None ? $", {Change}" : "")}{(Learned > 0 ? $", learned {Learned}/s {Gap} s before" : "")}");
}
