namespace TapModule.Core.Bulk;

/// <summary>
/// The search for the limit while no rate is known, in rounds: a round goes out, its answers are awaited, and the next one is larger.
/// A service without a limit is saturated after a few round trips; one with a limit refuses no more than a part of the last round.
/// </summary>
internal sealed class PaceOpening(int largestWindow)
{
    /// <summary>Limits tend to be round numbers, so each round ends just past one: it costs few refusals if that was it.</summary>
    private static readonly int[] Milestones = [6, 22, 54, 110, 215, 535];

    /// <summary>
    /// When round trips are long, the allowance grows while we search, so that a milestone is passed without telling anything,
    /// and there is less hurry: each round is only a third of what was accepted so far.
    /// </summary>
    private const double VeryLongRoundTripSeconds = 0.3;
    private const double LongRoundTripSeconds = 0.1;
    private const int LargeMilestone = 215;
    private const int SmallRoundPart = 3;

    /// <summary>So many items at once are worth taking the allowance in one go each time that it is renewed after a long stop.</summary>
    private const int WorthwhileQuota = 50;
    private static readonly TimeSpan LongStop = TimeSpan.FromSeconds(10);

    /// <summary>Up to so many items, the rounds after a stop double; later ones are half of what was accepted so far.</summary>
    private const int FirstSteps = 4;

    /// <summary>
    /// A few refused of a round may be noise, once some were accepted. If they are not, a single item tells it for little, as it is
    /// refused then. From there on rounds double again.
    /// </summary>
    private const int SmallestDoubtfulRound = 1;
    private const int ToleratedAfter = 6;
    private const double NoiseItems = 1;
    private const double NoiseShare = 0.2;

    private int _toSend;
    private int _round;
    private int _doubtfulRound;
    private bool _isReopened;
    private int _refusedInRound;
    private int _acceptedInRound;
    private int _accepted;
    private int? _quota;
    private TimeSpan? _stoppedAt;

    /// <summary>The most that was accepted in one round: the service's burst allowance is at least that.</summary>
    public int Burst { get; private set; }

    /// <summary>How many items may be on their way in addition.</summary>
    public int Room(int inFlight, double roundTrip)
    {
        if (IsSaturating) return largestWindow - inFlight;
        if (inFlight <= 0 && _toSend <= 0)
        {
            _toSend = _round = NextRound(roundTrip);
            _acceptedInRound = _refusedInRound = 0;
        }

        return _toSend;
    }

    public void Sent(int items) => _toSend -= items;

    /// <param name="items">How many.</param>
    /// <param name="isLate">They belong to the round that the last stop ended.</param>
    public void Accepted(int items, bool isLate)
    {
        if (isLate) _quota += items;
        else _accepted += items;
        _acceptedInRound += items;
        Burst = Math.Max(Burst, _acceptedInRound);
    }

    /// <summary>Whether so many refused are few enough to go on, in smaller rounds.</summary>
    /// <param name="refused">How many.</param>
    /// <param name="isWaitNamed">The service said how long to wait: if it does so again after a stop, it means a limit.</param>
    public bool Tolerates(int refused, bool isWaitNamed)
    {
        if (_quota is not null || (_stoppedAt is not null && isWaitNamed)) return false;
        if (IsSaturating) return true;
        _refusedInRound += refused;
        if (_accepted < ToleratedAfter && !_isReopened) return false;
        if (_refusedInRound >= _round || _refusedInRound > NoiseItems + (NoiseShare * _round)) return false;
        if (_doubtfulRound == 0) _doubtfulRound = SmallestDoubtfulRound;
        return true;
    }

    /// <summary>Searches again, with small rounds first, although there was a limit.</summary>
    public void Reopen()
    {
        _stoppedAt = null;
        _quota = null;
        _accepted = _toSend = 0;
        _doubtfulRound = SmallestDoubtfulRound;
        _isReopened = true;
    }

    /// <summary>Nothing is granted any more: after the pause it starts again.</summary>
    public void Stop(TimeSpan now)
    {
        if (_accepted > 0 || _stoppedAt is null)
        {
            _quota = _accepted >= WorthwhileQuota ? _accepted : null;
            _stoppedAt = now;
        }

        _accepted = _toSend = _doubtfulRound = 0;
    }

    /// <summary>
    /// Much was granted at once after a long stop: a quota for a long time, renewed at its end. Pacing it would waste the next one's start.
    /// </summary>
    public bool IsQuota(TimeSpan pausedUntil) =>
        _accepted >= WorthwhileQuota && _stoppedAt is { } stopped && pausedUntil - stopped >= LongStop;

    private bool IsSaturating => _stoppedAt is null && _accepted >= Milestones[Milestones.Length - 1];

    private int NextRound(double roundTrip)
    {
        if (_doubtfulRound > 0)
        {
            var doubtful = _doubtfulRound;
            _doubtfulRound = Math.Min(2 * doubtful, largestWindow);
            return doubtful;
        }

        if (_stoppedAt is null)
        {
            var isSlow = roundTrip > VeryLongRoundTripSeconds || (roundTrip > LongRoundTripSeconds && _accepted >= LargeMilestone);
            if (isSlow) return Math.Max(1, _accepted / SmallRoundPart);
            return Milestones.First(milestone => milestone > _accepted) - _accepted;
        }

        // Opened again: there may be any part of the allowance by now.
        var round = Math.Max(1, Math.Max(Math.Min(_accepted, FirstSteps), _accepted / 2));
        if (_quota is not { } quota) return round;
        return Math.Min(round, _accepted < quota ? quota - _accepted : _accepted - quota + 1);
    }
}
