namespace TapModule.Core.Throttling;

internal sealed class RateLimiter(RateLimiterOptions options)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private LimitKnowledge _known = new(options);
    private Phase? _phase;
    private int _inFlight;
    private TimeSpan _lastUse;

    public RateLimiter()
        : this(RateLimiterOptions.Default)
    {
    }

    public int Permits(TimeSpan now, int most)
    {
        var room = Math.Min(At(now).Permits(now, most, _inFlight), options.MostInFlight - _inFlight);
        return Math.Max(0, Math.Min(room, most));
    }

    public TimeSpan? NextPermit(TimeSpan now, int most)
    {
        if (_inFlight >= options.MostInFlight || At(now).NextPermit(now, most, _inFlight) is not { } next) return null;
        return next > now + ShortestWait ? next : now + ShortestWait;
    }

    public void Sent(TimeSpan now, int items)
    {
        _inFlight += items;
        _lastUse = now;
        At(now).Sent(now, items);
    }

    public void Answered(TimeSpan now, TimeSpan sentAt, int granted, int throttled, TimeSpan? retryAfter, double? limitUsed = null)
    {
        _inFlight -= granted + throttled;
        var answer = new Answer(now, sentAt, granted, throttled, retryAfter, limitUsed);
        _known.Count(answer);
        _phase = At(now).Answered(answer);
    }

    public void Lost(int items) => _inFlight -= items;

    /// <summary>A run begins: what an earlier one learned is put to the test at once.</summary>
    public void Begin(TimeSpan now) => _known.Begin(now);

    public RateState State(TimeSpan now)
    {
        var phase = At(now);
        var left = phase.Kind == RatePhase.Paused ? _known.PausedUntil - now : TimeSpan.Zero;
        return new RateState(phase.Kind, phase.Rate, phase.Kind == RatePhase.Paused ? _known.PausedUntil : null, left, phase.Kind == RatePhase.Paused ? _known.PauseReason : PauseReason.None);
    }

    private Phase At(TimeSpan now)
    {
        if (_inFlight == 0 && (now - (_lastUse > _known.PausedUntil ? _lastUse : _known.PausedUntil)).TotalSeconds >= options.ForgetSeconds)
        {
            _lastUse = now;
            _known = new LimitKnowledge(options);
            _phase = null;
        }

        return _phase = (_phase ?? new SlowStart(_known)).At(now);
    }
}
