namespace TapModule.Core.Bulk;

/// <summary>What a pace tells people about itself.</summary>
/// <param name="Rate">Items a second that are being aimed at; null while no limit has been met.</param>
/// <param name="PausedFor">How long nothing will be sent because the service said so; zero if it is not so.</param>
internal readonly record struct PaceState(double? Rate, TimeSpan PausedFor);

/// <summary>
/// Learns how many items a second the service grants, and stays there. Pure: it is told the time and what happened, and says
/// how many items may go. One pace serves all commands of a connection that draw on the same limit, in any number of threads.
/// <para>
/// <b>Opening.</b> Nobody publishes the limit, so the first request is small, and every accepted item allows more: a service without
/// a limit is saturated in a few round trips. <b>A refusal</b> shows that the service's allowance is used up at that moment.
/// What is admitted between two such moments, over the time between them, <i>is</i> the rate, whatever the burst, as long as the
/// allowance did not run over in between: that is the estimate (<see cref="RateEstimate"/>).
/// <b>Paced</b>, items go out evenly just under the estimate. After a calm while the pace leans forward, slowly at first,
/// to find out whether more is to be had; one refused item then renews the estimate.
/// </para>
/// </summary>
internal sealed class Pace
{
    /// <summary>Just under the limit.</summary>
    private const double Margin = 0.985;

    /// <summary>After a refusal the rate is eased to this share for a moment, so that the service's allowance recovers.</summary>
    private const double Ease = 0.9;

    /// <summary>Once that much was admitted without a refusal, the service is taken to be generous and the opening goes faster.</summary>
    private const int GenerousAfter = 400;

    /// <summary>Calm for this long (and this many items) puts a trusted estimate to the test.</summary>
    private const double PlateauSeconds = 6;
    private const double PlateauItems = 40;

    /// <summary>Growth of the leaning forward, in 1/s²: doubled after the plateau and seven seconds.</summary>
    private const double Lean = 0.03;

    /// <summary>Growth while the estimate is young: per second, and never more than this per item.</summary>
    private const double YoungGrowthPerSecond = 1.5;
    private const double YoungGrowthPerItem = 0.1;

    private static readonly TimeSpan LongestQuantum = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan ShortestQuantum = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(5);

    private readonly object _gate = new();
    private readonly int _largestWindow;
    private readonly RateEstimate _estimate = new();
    private int _inFlight;
    private double _window = 2;
    private double _opened;
    private bool _isPaced;
    private bool _isTrusted;
    private double _base;
    private TimeSpan _quantum = LongestQuantum;
    private double _credit;
    private TimeSpan _creditAt;
    private TimeSpan _pausedUntil;
    private TimeSpan _easedUntil;
    private TimeSpan _calmSince;
    private TimeSpan? _emptyAt;
    private double _admitted;
    private double _lowestRate;
    private int _emptyPauses;
    private TimeSpan _lastUse;

    /// <param name="largestWindow">Never more items than this in flight.</param>
    public Pace(int largestWindow = 640) => _largestWindow = largestWindow;

    /// <summary>How many items may be sent now, in one request of at most <paramref name="batchSize"/>.</summary>
    public int Allowance(TimeSpan now, int batchSize)
    {
        lock (_gate)
        {
            Forget(now);
            if (now < _pausedUntil) return 0;
            if (!_isPaced) return Math.Min(batchSize, Math.Max(0, (int)_window - _inFlight));
            Accrue(now, batchSize);
            var chunk = Chunk(now, batchSize);
            return _credit + 1e-6 >= chunk ? chunk : 0;
        }
    }

    /// <summary>When to ask again after an allowance of zero; null if only an answer can change it.</summary>
    public TimeSpan? NextAllowance(TimeSpan now, int batchSize)
    {
        lock (_gate)
        {
            if (now < _pausedUntil) return _pausedUntil;
            if (!_isPaced) return null;
            Accrue(now, batchSize);
            var missing = Chunk(now, batchSize) - _credit;
            return now + TimeSpan.FromSeconds(Math.Max(0.001, missing / Rate(now)));
        }
    }

    public void Sent(TimeSpan now, int items)
    {
        lock (_gate)
        {
            _inFlight += items;
            _lastUse = now;
            if (_isPaced) _credit = Math.Max(0, _credit - items);
        }
    }

    /// <summary>An answer came: so many items were carried out, so many refused for a limit.</summary>
    /// <param name="now">When the answer came.</param>
    /// <param name="sentAt">When the request went out.</param>
    /// <param name="accepted">Items that were not refused.</param>
    /// <param name="refused">Items that were.</param>
    /// <param name="retryAfter">The longest wait that the service asked for; null if it asked for none.</param>
    public void Answered(TimeSpan now, TimeSpan sentAt, int accepted, int refused, TimeSpan? retryAfter)
    {
        lock (_gate)
        {
            _inFlight -= accepted + refused;
            _admitted += accepted;
            if (accepted > 0) _emptyPauses = 0;
            if (refused > 0)
            {
                Refused(now, sentAt, accepted, refused, retryAfter);
                return;
            }

            if (_isPaced)
            {
                if (_quantum < LongestQuantum) _quantum = Least(LongestQuantum, TimeSpan.FromTicks((long)(_quantum.Ticks * 1.005)));
                return;
            }

            _opened += accepted;
            var growth = _opened < 30 ? 1 : _opened < GenerousAfter ? 0.7 : 2;
            _window = Math.Min(_largestWindow, _window + (accepted * growth));
        }
    }

    /// <summary>A request ended without an answer; it says nothing about the limit.</summary>
    public void Lost(int items)
    {
        lock (_gate) _inFlight -= items;
    }

    public PaceState State(TimeSpan now)
    {
        lock (_gate) return new PaceState(_isPaced ? Rate(now) : null, now < _pausedUntil ? _pausedUntil - now : TimeSpan.Zero);
    }

    private void Refused(TimeSpan now, TimeSpan sentAt, int accepted, int refused, TimeSpan? retryAfter)
    {
        // Sent before we knew: it tells nothing new, except how long to keep away.
        if (_emptyAt is { } known && sentAt < known)
        {
            if (_pausedUntil > now && retryAfter is { } longer) _pausedUntil = Most(_pausedUntil, known + longer);
            return;
        }

        var span = _emptyAt is { } before ? (now - before).TotalSeconds : 0;
        var admitted = _admitted;
        var rateNow = _isPaced ? Rate(now) : _window / Math.Max(0.001, (now - sentAt).TotalSeconds);
        var lowest = _lowestRate;
        var wasEased = _isPaced && now < _easedUntil;
        _emptyAt = now;
        _admitted = 0;
        _opened = 0;
        if (accepted > 0 && accepted + refused > 1 && _isPaced)
            _quantum = Most(ShortestQuantum, TimeSpan.FromTicks(_quantum.Ticks / 2));

        if (!_isPaced && admitted < 1)
        {
            // The opening met the limit at its first step, or the allowance is still used up.
            _window = 1;
            PauseFor(now, retryAfter);
            return;
        }

        if (!_isPaced && span == 0)
        {
            // The opening's end: the allowance is used up, its rate still unknown. Wait as told and open again, from one.
            _window = 1;
            PauseFor(now, retryAfter);
            return;
        }

        var measured = admitted / span;
        var mayHaveRunOver = lowest < 0.85 * measured;
        _credit = 0;
        _creditAt = now;
        if (mayHaveRunOver && admitted >= 4 && rateNow > 1.15 * measured && !wasEased && retryAfter is not { TotalSeconds: > 1 })
        {
            // The allowance may have run over before we reached this rate, which makes the measure too low. Stay just under the rate
            // that was refused: from an empty allowance, the next refusal measures cleanly.
            _base = rateNow * 0.92;
            _isTrusted = false;
            _isPaced = true;
            _calmSince = now;
            _lowestRate = _base;
            _easedUntil = now;
            return;
        }

        var old = _base;
        _base = _estimate.Learn(admitted, span, _isPaced ? _base / Margin : measured) * Margin;
        _isTrusted = _isPaced && _base > 0.75 * old && _base < 1.34 * old;
        _isPaced = true;
        if (wasEased || accepted == 0 && admitted < 4)
        {
            PauseFor(now, retryAfter);
            return;
        }

        // Most went through: one item too many. Ease off and let the refused one wait; a refusal even so means a real stop.
        _easedUntil = now + TimeSpan.FromSeconds(Math.Max(1, 2 / _base));
        _calmSince = _easedUntil;
        _lowestRate = _base * Ease;
    }

    private void PauseFor(TimeSpan now, TimeSpan? retryAfter)
    {
        var pause = retryAfter ?? TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, _emptyPauses)));
        _emptyPauses++;
        _pausedUntil = Most(_pausedUntil, now + pause);
        _easedUntil = _pausedUntil;
        _calmSince = _pausedUntil;
        _lowestRate = 0;
    }

    /// <summary>The rate aimed at: the estimate, eased after a refusal, leaning forward after long calm.</summary>
    private double Rate(TimeSpan now)
    {
        if (now < _easedUntil) return _base * Ease;
        var calm = (now - _calmSince).TotalSeconds;
        if (!_isTrusted)
        {
            var growing = Math.Max(0, calm - Math.Max(0.3, 5 / _base));
            return _base * Math.Exp(Math.Min(20, Math.Min(YoungGrowthPerSecond, YoungGrowthPerItem * _base) * growing));
        }

        // At low rates an item is a long time: lean by items instead of by seconds.
        var scale = Math.Min(1, _base / 5);
        var leaning = Math.Max(0, calm - Math.Max(PlateauSeconds, PlateauItems / _base)) * scale;
        return _base * Math.Exp(Math.Min(20, Lean / 2 * leaning * leaning));
    }

    /// <summary>How many items go at once: a short time's worth, so that a small burst allowance is not overrun.</summary>
    private int Chunk(TimeSpan now, int batchSize) => Math.Min(batchSize, Math.Max(1, (int)(Rate(now) * _quantum.TotalSeconds)));

    private void Accrue(TimeSpan now, int batchSize)
    {
        var from = Most(_creditAt, _pausedUntil);
        if (now <= from) return;
        _credit = Math.Min(Math.Max(1, batchSize), _credit + (Rate(now) * (now - from).TotalSeconds));
        _creditAt = now;
    }

    private void Forget(TimeSpan now)
    {
        if (_inFlight > 0 || now - _lastUse < ForgetAfter || now < _pausedUntil) return;
        _lastUse = now;
        _isPaced = false;
        _isTrusted = false;
        _window = 2;
        _opened = 0;
        _emptyAt = null;
        _admitted = 0;
        _quantum = LongestQuantum;
        _estimate.Forget();
    }

    private static TimeSpan Most(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
