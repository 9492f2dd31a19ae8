using TapModule.Core.Throttling;

namespace TapModule.LimiterMatrix;

/// <summary>The rate limiter as a run uses it, if wanted with the run's own cap.</summary>
internal sealed class LimiterContender(RateLimiter limiter, double? cap = null) : IContender
{
    private readonly TokenBucket? _cap = cap is { } rate ? new TokenBucket(rate) : null;

    public LimiterContender(double? cap = null)
        : this(new RateLimiter(), cap)
    {
    }

    public void Begin(TimeSpan now) => limiter.Begin(now);

    public int Permits(TimeSpan now, int most)
    {
        var permits = limiter.Permits(now, most);
        return _cap is null ? permits : Math.Max(0, Math.Min(permits, _cap.Permits(now, most)));
    }

    public TimeSpan? NextPermit(TimeSpan now, int most)
    {
        if (limiter.NextPermit(now, most) is not { } next) return null;
        return _cap is not null && _cap.NextPermit(now, most) is var capped && capped > next ? capped : next;
    }

    public void Sent(TimeSpan now, int items)
    {
        limiter.Sent(now, items);
        _cap?.Take(items);
    }

    public void Answered(TimeSpan now, TimeSpan sentAt, int granted, int throttled, TimeSpan? retryAfter) =>
        limiter.Answered(now, sentAt, granted, throttled, retryAfter);

    public void Lost(int items) => limiter.Lost(items);
}
