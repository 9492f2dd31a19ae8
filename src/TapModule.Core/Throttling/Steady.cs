namespace TapModule.Core.Throttling;

internal sealed class Steady : Phase
{
    private readonly TokenBucket _bucket;
    private double _start;
    private double _leaned;
    private int _growsFrom;
    private double _reserve;
    private bool _wasIdle;
    private bool _isRefuted;
    private bool _grows;
    private bool _isNearLimit;

    public Steady(LimitKnowledge known, TimeSpan now, bool hasReserve)
        : base(known)
    {
        _bucket = new TokenBucket(known.Estimate.Rate, known.Options);
        Start(now, hasReserve);
    }

    /// <summary>When a plain loop would send again, which tries after each wait. It is given up for longer and longer as its tries agree with the rate.</summary>
    private TimeSpan FloorAt => Later(Known.WaitedUntil, Known.FloorAt);

    /// <summary>Items a second that are being aimed at.</summary>
    private double Aim
    {
        get => _bucket.Rate;
        set => _bucket.Rate = value;
    }

    public override RatePhase Kind => RatePhase.Steady;

    public override double? Rate => Aim;

    public override int Permits(TimeSpan now, int most, int inFlight)
    {
        Advance(now, most);
        var permits = _bucket.Permits(now, Chunk(most));
        return permits == 0 && inFlight == 0 && now >= FloorAt ? 1 : permits;
    }

    public override TimeSpan? NextPermit(TimeSpan now, int most, int inFlight)
    {
        Advance(now, most);
        var next = _bucket.NextPermit(now, Chunk(most));
        return inFlight == 0 && FloorAt < next ? FloorAt : next;
    }

    public override void Sent(TimeSpan now, int items) => _bucket.Take(items);

    public override Phase Answered(in Answer answer)
    {
        _isNearLimit = answer.LimitUsed >= Options.NearLimit;
        var estimate = Known.Estimate;
        var seconds = Known.SecondsSinceEmpty(answer.Now);
        if (answer.Throttled > 0 && Known.GrantedSince == 0 && estimate.Rate * seconds >= Options.StopAfterMissing) return Stop(answer);
        if (answer.SentAt < Known.EmptyAt)
        {
            if (answer.Throttled > 0) StillEmpty(seconds);
            return this;
        }

        var hasReserve = estimate.IsTrusted && Known.GrantedSince > 0 && estimate.AtLeast(seconds) - Known.GrantedSince > Math.Max(_reserve * Options.ReserveLeft, estimate.Rate * Known.RoundTrip * Options.Jitter);
        var verdict = Known.Noise.Judge(answer, hasReserve);
        if (verdict == Verdict.Limit)
        {
            if (Known.GrantedSince > 0) Empty(answer);
            else if (estimate.Rate * seconds < 1) Start(answer.Now, hasReserve: true);
            else return Stop(answer);
            return this;
        }

        _bucket.GiveBack(answer.Throttled); // noise: it took nothing from the allowance
        if (estimate.IsTrusted && !_isRefuted && estimate.IsRefuted(Known.GrantedSince, seconds, MayHaveStored ? Known.Burst : 0))
        {
            _isRefuted = true;
            Grow();
            _bucket.StartAt(answer.Now);
        }
        else if (!estimate.IsGuess && Known.Noise.Share > Options.MoreNoise * Math.Max(Options.MuchNoise, Known.NoiseThen))
        {
            Known.NoiseThen = Known.Noise.Share;
            estimate.Assume(estimate.Rate);
        }

        return this;
    }

    /// <summary>We overshot so far that refusals come in a crowd: what is granted between them is the rate.</summary>
    private void StillEmpty(double seconds)
    {
        if (!Known.Estimate.IsGuess || Known.GrantedSince < Options.CrowdItems || seconds < Options.CrowdRoundTrips * Known.RoundTrip) return;
        Known.Estimate.Assume(Known.GrantedSince / seconds);
        Aim = _start = Known.Estimate.Rate;
    }

    private void Empty(in Answer answer)
    {
        var estimate = Known.Estimate;
        var foreseen = estimate.Rate;
        var ranOver = _wasIdle || (Known.HasPaused && Known.GrantedSince >= Options.RunOverOfBurst * Known.Burst);
        var mayHaveStored = MayHaveStored;
        var (granted, seconds) = Known.Empty(answer);
        var measured = granted / seconds;
        if (granted < (Options.DoubtBelow * foreseen * seconds) - Options.EndsItems) Known.Doubt();
        var isExplained = _grows && mayHaveStored && estimate.IsTrusted && granted <= estimate.AtMost(seconds) + Known.Burst + Options.UpChangeItems;
        if (_isRefuted) Known.FloorTries = 1;
        if (isExplained && measured > foreseen) Start(answer.Now, hasReserve: true);
        else if (_isRefuted || measured > foreseen * (estimate.IsTrusted ? Options.RunOverTrusted : Options.RunOverUntrusted)) estimate.Assume(Math.Min((_grows ? Options.GrownJump : Options.LargestJump) * measured, Math.Sqrt(measured * AimWhen(answer))));
        else if (ranOver && measured < foreseen && (granted + Known.Burst) / seconds >= foreseen) estimate.Learn(granted, granted / Math.Max(measured, Options.AgreeingShare * foreseen), Known.RoundTrip);
        else estimate.Learn(granted, seconds, Known.RoundTrip);
        Start(answer.Now, hasReserve: true);
    }

    /// <summary>What was aimed at when the refused request went out: while the rate is a guess, it has grown much since.</summary>
    private double AimWhen(in Answer answer)
    {
        if (Known.Estimate.IsTrusted && !_grows) return Aim;
        return Math.Max(_start, Aim * Math.Exp(-Growth() * (answer.Now - answer.SentAt).TotalSeconds));
    }

    private bool MayHaveStored => _wasIdle || Known.HasPaused || Known.HasBegun;

    /// <summary>Growth of the aim, as an exponent a second.</summary>
    private double Growth()
    {
        var perSecond = _isRefuted && !Known.HasBegun ? Options.RefutedGrowth : (_grows || Known.Estimate.IsGuess ? Options.GuessGrowthPerItem : Options.GrowthPerItem) * Aim;
        return Math.Min(perSecond, Options.GrowthPerRoundTrip / Known.RoundTrip);
    }

    private void Grow()
    {
        _grows = true;
        _growsFrom = Known.GrantedSince;
        _start = Aim;
    }

    private Phase Stop(in Answer answer)
    {
        var next = Known.Pause(answer, () => new Steady(Known, Known.PausedUntil, hasReserve: false));
        if ((Known.PausedUntil - answer.Now).TotalSeconds < Options.LongPauseSeconds) return next;
        Known.Estimate.Assume(Known.Estimate.Rate / 2);
        return new Paused(Known, () => new SlowStart(Known));
    }

    private void Start(TimeSpan now, bool hasReserve)
    {
        var rate = Known.Estimate.Rate;
        _start = rate;
        if (Known.Estimate.IsTrusted)
        {
            var towards = Math.Max(0, Math.Min(Aim - rate, Options.StartTowardsRefusedAtMost * rate));
            _start = (rate + (Options.StartTowardsRefused * towards)) * Options.StartAbove;
        }

        Aim = _start;
        _leaned = 0;
        _growsFrom = 0;
        _wasIdle = _isRefuted = _grows = false;
        _reserve = _bucket.Chunk(Chunk(int.MaxValue)) + Math.Min(Options.ReserveItems, Options.ReserveItemsTimesRate / Aim);
        _reserve = Math.Max(0, Math.Min(_reserve, (Known.Burst - 1) * Options.ReserveOfBurst));
        _bucket.StartAt(now + TimeSpan.FromSeconds(hasReserve ? _reserve / Aim : 0));
    }

    private void Advance(TimeSpan now, int most)
    {
        var seconds = _bucket.Count(now, Chunk(most));
        if (seconds <= 0) return;
        if (_bucket.RanOver)
        {
            // Nobody came for what was due: this tells nothing about a higher rate.
            _wasIdle = true;
            return;
        }

        var estimate = Known.Estimate;
        if (!_grows && Known.HasBegun && now >= Known.FloorAt && Aim * Known.RoundTrip >= Options.ProbeInFlight)
        {
            Grow();
        }

        if (estimate.IsTrusted && !_grows)
        {
            if (!_isNearLimit) _leaned += seconds * Math.Min(1, Math.Pow(estimate.Rate / Options.SlowRate, Options.SlowExponent)) / Options.LeanSeconds;
            Aim = _start * (1 + (Options.LeanShare * _leaned * _leaned * _leaned));
        }
        else
        {
            Aim = Math.Min(Aim * Math.Exp(Growth() * seconds), Math.Max(_start, Options.OvershootShare * (Known.GrantedSince - _growsFrom + Options.OvershootItems) / Known.RoundTrip));
        }

        Aim = Math.Min(Aim, Math.Max(_start, Options.MostInFlight / Known.RoundTrip));
    }

    /// <summary>A small burst bears only small requests; long round trips need large ones, or there would be too many in flight.</summary>
    private double Chunk(int most)
    {
        var ofBurst = Known.RoundTrip > Options.SlowRoundTripSeconds ? Options.SlowChunkOfBurst : Options.ChunkOfBurst;
        _bucket.ChunkSeconds = Math.Max(Options.ChunkSeconds, Known.RoundTrip / Options.ChunksInFlight);
        return Math.Min(most, Math.Max(1, ofBurst * Known.Burst));
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
