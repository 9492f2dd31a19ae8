namespace TapModule.LimiterMatrix;

/// <summary>Knows rate and burst, and keeps a mirror of the bucket: what refusals at random cost whoever paces.</summary>
internal sealed class Oracle(LimitSimulation service) : IContender
{
    private double _tokens = service.Burst;
    private TimeSpan _filledAt;

    public int Permits(TimeSpan now, int most)
    {
        Fill(now);
        return Math.Min(most, (int)(_tokens + 1e-6));
    }

    public TimeSpan? NextPermit(TimeSpan now, int most)
    {
        Fill(now);
        var rate = Math.Max(1e-9, service.Rate(now));
        var chunk = Math.Max(1, Math.Min(most, Math.Min(service.Burst * 0.25, rate * 0.05)));
        return now + TimeSpan.FromSeconds(Math.Max(1e-4, Math.Min(60, (chunk - _tokens) / rate)));
    }

    public void Sent(TimeSpan now, int items) => _tokens -= items;

    public void Answered(TimeSpan now, TimeSpan sentAt, int granted, int throttled, TimeSpan? retryAfter) => _tokens += throttled;

    public void Lost(int items)
    {
    }

    private void Fill(TimeSpan now)
    {
        if (now <= _filledAt) return;
        _tokens = Math.Min(service.Burst, _tokens + (service.Rate(now) * (now - _filledAt).TotalSeconds));
        _filledAt = now;
    }
}
