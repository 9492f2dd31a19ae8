namespace TapModule.Core.Bulk;

/// <summary>
/// What a <see cref="Pace"/> knows of a limit.
/// <para>
/// <b>Measuring.</b> A refusal shows that the service's allowance is used up at that moment. What is admitted between two such moments,
/// over the time between them, <i>is</i> the rate, whatever the burst, unless the allowance ran over in between; then it is a lower bound,
/// and the rate at the refusal an upper one (<see cref="PaceEstimate"/>).
/// </para>
/// <para>
/// <b>Pacing.</b> So that it never runs over and is never empty, a few items' worth is kept in hand: after a refusal we rest for as long as
/// that takes, then send at the measured rate, and lean forward, slowly at first and then faster, until the next refusal shows how much
/// there is now. One item in 50 or more is refused for that; a rate that has doubled is found within seconds.
/// </para>
/// <para>
/// <b>Stopping.</b> A refusal after which the service accepts nothing more is a stop: nothing is sent until Retry-After has passed.
/// </para>
/// <para>
/// <b>Noise.</b> Some services refuse a few items whatever the rate (<see cref="PaceNoise"/>). Few refusals while there must have been
/// something in hand are no evidence of a limit: they count as sent, and the pace goes on.
/// </para>
/// </summary>
internal sealed class PaceLearner(int largestWindow)
{
    /// <summary>Leaning forward reaches this much more than the measured rate after so many seconds.</summary>
    private const double LeanShare = 0.8;
    private const double LeanSeconds = 15;

    /// <summary>Below this rate, items a second, a second holds too few items: leaning takes longer.</summary>
    private const double SlowRate = 2.5;
    private const double SlowExponent = 1.5;

    /// <summary>
    /// Where the even pace starts: a little above the measure and towards the rate that was refused, because losses of
    /// the service's allowance (jitter, windows that end half used) only ever make the measure too low.
    /// </summary>
    private const double StartAbove = 1.01;
    private const double StartTowardsRefused = 0.2;
    private const double StartTowardsRefusedAtMost = 0.3;

    /// <summary>Growth while nothing is trusted: for each item, and at most so much in a round trip, as answers come that late.</summary>
    private const double GuessGrowthPerItem = 0.15;
    private const double GrowthPerItem = 0.1;
    private const double GrowthPerRoundTrip = 0.4;

    /// <summary>
    /// A measure that exceeds the expected by this factor comes from a stretch in which the allowance may have run over: we were that
    /// much too slow. Growth is slow once the rate is trusted, so there a smaller factor tells it.
    /// </summary>
    private const double RunOverTrusted = 1.15;
    private const double RunOverUntrusted = 1.5;

    /// <summary>A stretch with a pause that yielded about a burst: the allowance may have been full before the pause was over.</summary>
    private const double RunOverOfBurst = 0.8;

    /// <summary>If a measure may be too low for such a reason, the rate goes down no further than to this share at a time.</summary>
    private const double DoubtfulShare = 0.9;

    /// <summary>What is kept in hand: room for a chunk and some items, more of them at low rates, where each refusal weighs more.</summary>
    private const double ReserveOfBurst = 0.5;
    private const double ReserveItems = 4;
    private const double ReserveItemsTimesRate = 10;
    private const double ChunkOfBurst = 0.25;

    /// <summary>So many items should have been accepted since the refusal; if none was, the service has stopped.</summary>
    private const double StopAfterMissing = 3;

    /// <summary>So many refused in a row, one by one, with a short wait: fewer may be bad luck.</summary>
    private const int StopAfterRefused = 3;

    /// <summary>Leaning forward must have taken this share of what was kept in hand before a single refusal can mean the limit.</summary>
    private const double ExplainingReserve = 0.35;

    /// <summary>
    /// After so many refusals that no limit explains, there may be none: we look for it once more. If that was wrong, it takes twice as
    /// many the next time.
    /// </summary>
    private const int FirstEstablishedNoise = 3;
    private const int LargestEstablishedNoise = 1000;

    /// <summary>Small rounds to tell noise from a limit are worth it only if they are quick.</summary>
    private const double QuickRoundTripSeconds = 0.3;

    /// <summary>So many accepted between two refusals of one round trip are a measure of their own.</summary>
    private const int CrowdItems = 5;
    private const double CrowdRoundTrips = 0.25;

    /// <summary>Without Retry-After: one second, two, four and so on, but not more than this.</summary>
    private const double LongestBackoffSeconds = 60;
    private const double AveragedRoundTrips = 8;
    private const double ShortestSeconds = 0.001;

    private readonly PaceOpening _opening = new(largestWindow);
    private readonly PaceEstimate _estimate = new();
    private PaceCredit _credit;
    private bool _isPaced;
    private double _start;
    private double _aim;
    private double _leaned;
    private bool _wasIdle;
    private bool _wasStopped;
    private bool _overshot;
    private double _roundTrip;

    private TimeSpan? _refusedAt;
    private int _acceptedSince;
    private double _measured;
    private TimeSpan? _emptyAt;
    private int _admitted;
    private int _stops;

    private PaceNoise _noise;
    private double _reserve;
    private double _takenFromReserve;
    private int _unexplained;
    private int _establishedNoise = FirstEstablishedNoise;
    private int _refusedInRow;

    public TimeSpan PausedUntil { get; private set; }

    /// <summary>Items a second that are being aimed at; null while no limit has been met.</summary>
    public double? Rate => _isPaced ? _aim : null;

    /// <summary>How many items may go now.</summary>
    public int Room(TimeSpan now, int batchSize, int inFlight)
    {
        if (now < PausedUntil) return 0;
        if (!_isPaced) return _opening.Room(inFlight, _roundTrip);
        Advance(now, batchSize);
        return _credit.Ready(Chunk(batchSize));
    }

    /// <summary>When there will be room; null if only an answer can bring it.</summary>
    public TimeSpan? RoomAt(TimeSpan now, int batchSize, int inFlight)
    {
        if (now < PausedUntil) return PausedUntil;
        if (!_isPaced) return _opening.Room(inFlight, _roundTrip) > 0 ? now : null;
        Advance(now, batchSize);
        return _credit.ReadyAt(_aim, Chunk(batchSize));
    }

    public void Sent(int items)
    {
        if (_isPaced) _credit.Take(items);
        else _opening.Sent(items);
    }

    public void Answered(TimeSpan now, TimeSpan sentAt, int accepted, int refused, TimeSpan? retryAfter)
    {
        var took = Math.Max(ShortestSeconds, (now - sentAt).TotalSeconds);
        _roundTrip = _roundTrip == 0 ? took : _roundTrip + ((took - _roundTrip) / AveragedRoundTrips);
        _acceptedSince += accepted;
        // A round's requests overtake each other: what was accepted before the refusal that ended it may be told after that.
        var isLate = sentAt <= _refusedAt && !_isPaced;
        if (!isLate) _admitted += accepted;
        if (!_isPaced) _opening.Accepted(accepted, isLate);
        if (accepted > 0) _stops = _refusedInRow = 0;
        _refusedInRow += refused;
        _noise.Count(accepted, refused, retryAfter);
        if (refused == 0) return;
        if (_noise.Permits && now >= PausedUntil && IsNoise(refused, retryAfter is not null))
        {
            if (_isPaced) _admitted += refused;
            return;
        }

        var (admitted, seconds) = CloseStretch(now);
        if (sentAt <= _refusedAt) StillRefused(now, retryAfter);
        else Refused(now, admitted, seconds, retryAfter);
    }

    /// <summary>Whether few refused items, in a time in which few were refused, are no evidence of a limit.</summary>
    private bool IsNoise(int refused, bool isWaitNamed)
    {
        if (!_isPaced) return _roundTrip <= QuickRoundTripSeconds && _opening.Tolerates(refused, isWaitNamed);
        if (!_estimate.IsTrusted || _refusedInRow >= StopAfterRefused) return false;
        if (_takenFromReserve >= ExplainingReserve * _reserve) return false;
        _unexplained++;
        if (_unexplained >= _establishedNoise) Reopen();
        return true;
    }

    private void Reopen()
    {
        _establishedNoise = Math.Min(2 * _establishedNoise, LargestEstablishedNoise);
        _unexplained = _admitted = 0;
        _isPaced = _wasStopped = false;
        _refusedAt = _emptyAt = null;
        _opening.Reopen();
    }

    /// <summary>The stretch that ends with this refusal; no items if there is none.</summary>
    private (int Admitted, double Seconds) CloseStretch(TimeSpan now)
    {
        // Before there is a rate, moments without any admission are no news: the stretch goes on, to become long enough to measure.
        if (_admitted == 0 && !_isPaced && _emptyAt is not null) return (0, 0);
        var stretch = _emptyAt is { } before ? (_admitted, Math.Max(ShortestSeconds, (now - before).TotalSeconds)) : (0, 0);
        _emptyAt = now;
        _admitted = 0;
        return stretch;
    }

    /// <summary>An answer to what was sent before the refusal was known.</summary>
    private void StillRefused(TimeSpan now, TimeSpan? retryAfter)
    {
        var seconds = Math.Max(ShortestSeconds, (now - _refusedAt!.Value).TotalSeconds);
        var hasStopped = _acceptedSince == 0 && _measured * seconds >= StopAfterMissing;
        if (hasStopped || now < PausedUntil)
        {
            Stop(now, retryAfter);
        }
        else if (_overshot && _acceptedSince >= CrowdItems && seconds >= CrowdRoundTrips * _roundTrip)
        {
            // We overshot so far that refusals come in a crowd: what is accepted between them is the rate.
            _estimate.Assume(_acceptedSince / seconds);
            _aim = _estimate.Rate;
        }
    }

    private void Refused(TimeSpan now, int admitted, double seconds, TimeSpan? retryAfter)
    {
        var mayBeBadLuck = _noise.Permits && _refusedInRow < StopAfterRefused;
        var nothingSince = admitted == 0 && (!_isPaced || (_acceptedSince == 0 && !mayBeBadLuck));
        _refusedAt = now;
        _acceptedSince = 0;
        if (nothingSince || (!_isPaced && _opening.IsQuota(PausedUntil)))
        {
            _stops++;
            Stop(now, retryAfter);
            return;
        }

        if (_unexplained > 0) _unexplained--;
        if (admitted > 0) Learn(admitted, seconds);
        _overshot = _isPaced && _estimate.IsGuess;
        StartPacing(now);
    }

    private void Learn(int admitted, double seconds)
    {
        var foreseen = _estimate.Rate;
        _measured = admitted / seconds;
        // The estimate is the rate that this stretch was sent with; the measure is what became of it.
        var ranOverInPause = _wasStopped && admitted >= RunOverOfBurst * _opening.Burst;
        if (!_isPaced && ranOverInPause)
        {
            _estimate.Assume(_measured);
        }
        else if (_isPaced && _measured > foreseen * (_estimate.IsTrusted ? RunOverTrusted : RunOverUntrusted))
        {
            _estimate.Assume(Math.Sqrt(_measured * _aim)); // somewhere between the bounds
        }
        else if ((_wasIdle || (ranOverInPause && !_estimate.IsGuess)) && _measured < foreseen)
        {
            _estimate.Assume(Math.Max(_measured, DoubtfulShare * foreseen));
        }
        else
        {
            _estimate.Learn(admitted, seconds, _roundTrip);
        }
    }

    private void StartPacing(TimeSpan now)
    {
        var rate = _estimate.Rate;
        _start = rate;
        if (_estimate.IsTrusted)
        {
            var towards = Math.Max(0, Math.Min(_aim - rate, StartTowardsRefusedAtMost * rate));
            _start = (rate + (StartTowardsRefused * towards)) * StartAbove;
        }

        _isPaced = true;
        _aim = _start;
        _leaned = 0;
        _wasIdle = _wasStopped = false;
        var reserve = Chunk(int.MaxValue) + Math.Min(ReserveItems, ReserveItemsTimesRate / _aim);
        reserve = Math.Max(1, Math.Min(reserve, ReserveOfBurst * _opening.Burst));
        _credit.StartAt(now + TimeSpan.FromSeconds(reserve / _aim));
        _reserve = reserve;
        _takenFromReserve = 0;
    }

    private void Stop(TimeSpan now, TimeSpan? retryAfter)
    {
        var pause = retryAfter ?? TimeSpan.FromSeconds(Math.Min(LongestBackoffSeconds, Math.Pow(2, Math.Max(0, _stops - 1))));
        if (now + pause > PausedUntil) PausedUntil = now + pause;
        _wasStopped = true;
        if (_isPaced) _credit.StartAt(PausedUntil);
        else _opening.Stop(now);
    }

    /// <summary>Counts what is due, and moves the aim on by as much time as was put to use.</summary>
    private void Advance(TimeSpan now, int batchSize)
    {
        var seconds = _credit.Count(now, _aim, Chunk(batchSize));
        if (seconds <= 0) return;
        if (_credit.RanOver)
        {
            // Nobody came for what was due: this tells nothing about a higher rate.
            _wasIdle = true;
            return;
        }

        if (_estimate.IsTrusted)
        {
            _leaned += seconds * Math.Min(1, Math.Pow(_estimate.Rate / SlowRate, SlowExponent)) / LeanSeconds;
            _aim = _start * (1 + (LeanShare * _leaned * _leaned * _leaned));
        }
        else
        {
            var perItem = _estimate.IsGuess ? GuessGrowthPerItem : GrowthPerItem;
            _aim *= Math.Exp(Math.Min(perItem * _aim, GrowthPerRoundTrip / _roundTrip) * seconds);
        }

        _aim = Math.Min(_aim, Math.Max(_start, largestWindow / _roundTrip));
        _takenFromReserve += (_aim - _estimate.Rate) * seconds;
    }

    private double Chunk(int batchSize) => PaceCredit.Chunk(_aim, Math.Min(batchSize, ChunkOfBurst * _opening.Burst));
}
