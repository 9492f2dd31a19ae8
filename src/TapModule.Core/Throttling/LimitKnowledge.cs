namespace TapModule.Core.Throttling;

/// <summary>An answer of the service.</summary>
internal readonly record struct Answer(TimeSpan Now, TimeSpan SentAt, int Granted, int Throttled, TimeSpan? RetryAfter, double? LimitUsed = null)
{
    public int Items => Granted + Throttled;
}

internal sealed class LimitKnowledge(RateLimiterOptions options)
{
    private const double AveragedRoundTrips = 8;
    public const double ShortestSeconds = 0.001;

    public RateLimiterOptions Options => options;
    public RateEstimate Estimate { get; } = new(options);
    public NoiseTest Noise { get; } = new(options);
    private TimeSpan? _begunAt;
    public double RoundTrip { get; private set; }
    public int Burst { get; set; }
    public TimeSpan? EmptyAt { get; set; }
    public TimeSpan EmptySentAt { get; set; } = TimeSpan.MinValue;
    public int GrantedSince { get; set; }
    public bool HasPaused { get; set; }
    public double NoiseThen { get; set; }
    public int Stops { get; set; }
    public TimeSpan PausedUntil { get; set; }
    public PauseReason PauseReason { get; private set; }
    public int FloorTries { get; set; }
    public bool HasBegun { get; set; }
    public TimeSpan FloorAt { get; set; }
    public TimeSpan WaitedUntil { get; private set; }
    public int Quota { get; set; }
    public bool IsLimited { get; set; }

    public double SecondsSinceEmpty(TimeSpan now) => EmptyAt is { } empty ? Math.Max(ShortestSeconds, (now - empty).TotalSeconds) : 0;

    public void Count(in Answer answer)
    {
        var took = Math.Max(ShortestSeconds, (answer.Now - answer.SentAt).TotalSeconds);
        RoundTrip = RoundTrip == 0 ? took : RoundTrip + ((took - RoundTrip) / AveragedRoundTrips);
        if (answer.Granted > 0) Stops = 0;
        if (answer.Throttled > 0) WaitedUntil = answer.Now + (answer.RetryAfter ?? TimeSpan.FromSeconds(options.OwnWaitSeconds));
        if (answer.SentAt > EmptySentAt) GrantedSince += answer.Granted;
    }

    /// <summary>The allowance is used up now.</summary>
    public (int Granted, double Seconds) Empty(in Answer answer)
    {
        var stretch = (GrantedSince, SecondsSinceEmpty(answer.Now));
        EmptyAt = answer.Now;
        EmptySentAt = answer.SentAt;
        GrantedSince = 0;
        HasPaused = HasBegun = false;
        NoiseThen = Noise.Share;
        IsLimited = true;
        FloorAt = answer.Now + TimeSpan.FromSeconds(Math.Min(3600, options.FloorSeconds * Math.Pow(options.FloorGrowth, FloorTries++)));
        return stretch;
    }

    public void Begin(TimeSpan now)
    {
        if (_begunAt is { } begun && now - begun < TimeSpan.FromSeconds(options.BeginSeconds)) return;
        _begunAt = now;
        FloorAt = now;
        FloorTries = 0;
        HasBegun = true;
    }

    public void Doubt()
    {
        Noise.Doubt();
        FloorTries = 0;
    }

    public Phase Pause(in Answer answer, Func<Phase> then)
    {
        var now = answer.Now;
        if (now >= PausedUntil) Stops++;
        var pause = answer.RetryAfter ?? TimeSpan.FromSeconds(Math.Min(options.LongestBackoffSeconds, Math.Pow(2, Math.Max(0, Stops - 1))));
        if (now + pause > PausedUntil) PausedUntil = now + pause;
        PauseReason = answer.RetryAfter is null ? PauseReason.Backoff : PauseReason.RetryAfter;
        EmptyAt ??= now;
        HasPaused = true;
        Noise.Clear();
        return new Paused(this, then);
    }
}
