namespace TapModule.Core.Throttling;

/// <summary>
/// Items that fall due at a rate, a little at a time, so that they go evenly: <see cref="RateLimiter"/> paces with it, and it serves as a
/// run's own cap. What is not taken in time is lost. Pure, like the limiter: it is told the time, and has no lock.
/// </summary>
/// <param name="rate">Items a second, above zero and finite.</param>
/// <param name="options">Its constants; null for the usual ones.</param>
/// <exception cref="ArgumentOutOfRangeException">The rate is not above zero, or not finite.</exception>
internal sealed class TokenBucket(double rate, RateLimiterOptions? options = null)
{
    private const double Rounding = 1e-6;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly RateLimiterOptions _options = options ?? RateLimiterOptions.Default;
    private double _rate = Checked(rate);
    private double _due;
    private double _givenBack;
    private TimeSpan _countedUntil;

    /// <summary>Items a second. A change counts from the last time that the bucket was asked.</summary>
    public double Rate
    {
        get => _rate;
        set => _rate = Checked(value);
    }

    /// <summary>How many seconds' worth goes at once.</summary>
    public double ChunkSeconds { get; set; } = (options ?? RateLimiterOptions.Default).ChunkSeconds;

    /// <summary>Whether items were not taken in time when last counted.</summary>
    public bool RanOver { get; private set; }

    /// <summary>How many items may go now, of at most so many: none until a chunk is due, which makes few requests.</summary>
    public int Permits(TimeSpan now, double most)
    {
        Count(now, most);
        return _due + Rounding >= Chunk(most) ? (int)(_due + Rounding) : 0;
    }

    /// <summary>When there will be permits, if none are taken meanwhile.</summary>
    public TimeSpan NextPermit(TimeSpan now, double most)
    {
        Count(now, most);
        var seconds = Math.Min(LongestWait.TotalSeconds, Math.Max(0, Chunk(most) - _due) / Rate);
        return _countedUntil + TimeSpan.FromSeconds(seconds);
    }

    /// <summary>Takes items. May be more than are due, if two callers asked at the same time: the next ones wait longer for it.</summary>
    public void Take(double items)
    {
        _due -= items;
        _givenBack = 0;
    }

    /// <summary>Gives items back that took nothing from what the rate stands for.</summary>
    public void GiveBack(double items)
    {
        _due += items;
        _givenBack += items;
    }

    /// <summary>Starts from nothing at that time, which may be to come.</summary>
    public void StartAt(TimeSpan time)
    {
        _due = _givenBack = 0;
        _countedUntil = time;
    }

    /// <summary>Counts what is due.</summary>
    /// <returns>How many seconds were counted since the last time; zero or less if it is too early.</returns>
    public double Count(TimeSpan now, double most)
    {
        var seconds = (now - _countedUntil).TotalSeconds;
        if (seconds <= 0) return seconds;
        _countedUntil = now;
        var held = Chunk(most) + (Rate * _options.LatenessSeconds) + _givenBack;
        _due += Rate * seconds;
        RanOver = _due > held + Rounding;
        if (RanOver) _due = held;
        return seconds;
    }

    /// <summary>How many items are best sent at once: few requests, and yet no bunching that a small burst allowance would feel.</summary>
    public double Chunk(double most) => Math.Max(1, Math.Min(Rate * ChunkSeconds, most));

    private static double Checked(double rate) => rate is > 0 and < double.PositiveInfinity
        ? rate
        : throw new ArgumentOutOfRangeException(nameof(rate), rate, "A rate is a number of items a second, above zero.");
}
