namespace TapModule.Core.Throttling;

internal enum Verdict { Noise, Suspicion, Limit }

internal sealed class NoiseTest(RateLimiterOptions options)
{
    private double _granted;
    private double _throttled;
    private double _undecided;
    private double _evidence;
    private double _excess;
    private double _proven;
    private double _counted;
    private double _noiseRetryAfter;
    private double _undecidedRetryAfter;

    public double Share => (options.AssumedNoise + _throttled) / (options.AssumedItems + _throttled + _granted);

    public double Evidence => _evidence;

    public Verdict Judge(in Answer answer, bool isUnlikely, bool isSearching = false)
    {
        var (granted, throttled) = (answer.Granted, answer.Throttled);
        var means = throttled > 0 && answer.RetryAfter is { } wait && wait.TotalSeconds > Math.Max(options.ShortRetryAfterSeconds, _noiseRetryAfter) ? options.LongRetryAfterEvidence : 0;
        if (isSearching && throttled > 0) means += options.SearchEvidence;
        _evidence = Math.Max(0, _evidence + LogLikelihoodRatio(granted, throttled) + means);
        if (throttled > 0) _undecidedRetryAfter = Math.Max(_undecidedRetryAfter, answer.RetryAfter?.TotalSeconds ?? 0);
        var p = Math.Max(options.LeastNoise, Math.Min(options.LargestNoise, Share));
        _excess = Math.Max(0, _excess + (throttled * Math.Log((p + options.Excess) / p)) + (granted * Math.Log((1 - p - options.Excess) / (1 - p))));
        _granted += granted;
        _undecided += throttled;
        if (isUnlikely || (_evidence == 0 && _excess == 0))
        {
            _counted = _evidence == 0 && _excess == 0 ? 0 : _counted + _undecided;
            _throttled += _undecided;
            _noiseRetryAfter = Math.Max(_noiseRetryAfter, _undecidedRetryAfter);
            _undecided = _undecidedRetryAfter = 0;
        }

        var total = _granted + _throttled;
        if (total > options.RememberedItems)
        {
            _granted *= options.RememberedItems / total;
            _throttled *= options.RememberedItems / total;
        }

        if (throttled == 0) return Verdict.Noise;
        var proof = options.Proof + (options.ProofPerShare * Math.Log(1 + (Share / 0.01)));
        var factor = isUnlikely ? options.UnlikelyFactor : 1;
        var isProof = _evidence >= factor * proof || _excess >= factor * options.ExcessProof;
        if (isProof)
        {
            _throttled = Math.Max(0, _throttled - _counted);
            _proven = Math.Min(_undecided + _counted, options.ProofDoubtItems);
            Clear();
        }

        return isProof ? Verdict.Limit : _evidence > proof / 4 ? Verdict.Suspicion : Verdict.Noise;
    }

    /// <summary>What followed speaks against the last proof: some of its refusals may have been noise.</summary>
    public void Doubt()
    {
        _throttled += options.ProofDoubt * _proven;
        _proven = 0;
    }

    public void Clear() => _evidence = _undecided = _excess = _undecidedRetryAfter = _counted = 0;

    /// <summary>With a limit, any number of an answer's items may be refused, each as likely; without, each item is at the known share.</summary>
    private double LogLikelihoodRatio(int granted, int throttled)
    {
        var a = options.AssumedNoise + _throttled + _undecided;
        var b = options.AssumedItems - options.AssumedNoise + _granted;
        var most = options.LargestNoise / (1 - options.LargestNoise) * b;
        if (a > most) a = most;
        var noise = 0.0;
        var n = granted + throttled;
        for (var i = 0; i < throttled; i++) noise += Math.Log((a + i) * (n - i) / ((a + b + i) * (throttled - i)));
        for (var i = 0; i < granted; i++) noise += Math.Log((b + i) / (a + b + throttled + i));
        return -Math.Log(n + 1) - noise;
    }
}
