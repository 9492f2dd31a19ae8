namespace TapModule.Core.Throttling;

/// <summary>The search while no rate is known, in rounds.</summary>
internal sealed class SlowStart(LimitKnowledge known) : Phase(known)
{
    private static readonly int[] Milestones = [6, 22, 54, 110, 215, 535];

    private TimeSpan _waitUntil;
    private int _toSend;
    private int _granted;
    private int _grantedInRound;
    private int _streak = known.IsLimited ? 0 : int.MaxValue / 2;
    private int? _streakAfter;

    public override RatePhase Kind => RatePhase.SlowStart;

    public override int Permits(TimeSpan now, int most, int inFlight)
    {
        var top = Milestones[Milestones.Length - 1];
        if (_streakAfter is null && _streak >= top && _granted >= top && Known.Quota == 0) return Options.MostInFlight - inFlight;
        if (inFlight > 0 || _toSend > 0) return _toSend;
        if (now < _waitUntil) return 0;
        _streak = _streakAfter ?? (_streak + _grantedInRound);
        _streakAfter = null;
        _grantedInRound = 0;
        var round = Math.Min(_streak, Options.MostInFlight);
        if (!Known.IsLimited) round = Math.Min(round, FirstRound());
        else if (Known.Quota > 0) round = Math.Min(round, _granted < Known.Quota ? Known.Quota - _granted : _granted - Known.Quota + 1);
        return _toSend = Math.Max(1, round);
    }

    public override TimeSpan? NextPermit(TimeSpan now, int most, int inFlight) => Permits(now, most, inFlight) > 0 ? now : inFlight == 0 ? _waitUntil : null;

    public override void Sent(TimeSpan now, int items) => _toSend -= items;

    public override Phase Answered(in Answer answer)
    {
        _granted += answer.Granted;
        _grantedInRound += answer.Granted;
        Known.Burst = Math.Max(Known.Burst, _grantedInRound);
        if (answer.Granted == 0 && answer.Throttled <= Options.SmallRound) _waitUntil = Known.WaitedUntil;
        if (answer.SentAt < Known.EmptyAt) return this;
        var verdict = Known.Noise.Judge(answer, isUnlikely: false, isSearching: !Known.IsLimited);
        if (verdict == Verdict.Limit) return Limit(answer);
        if (verdict == Verdict.Suspicion || answer.LimitUsed >= Options.NearLimit) Break(isLimit: false);
        var seconds = Known.SecondsSinceEmpty(answer.Now);
        if (verdict == Verdict.Noise && seconds > 0 && !Known.HasPaused && Known.GrantedSince >= Options.EnoughToPace)
        {
            Known.Estimate.Assume(Math.Max(Known.Estimate.Rate, Known.GrantedSince / seconds));
            return new Steady(Known, answer.Now, hasReserve: false);
        }

        return this;
    }

    private Phase Limit(in Answer answer)
    {
        Break(isLimit: true);
        if (Known.GrantedSince == 0 || (Known.HasPaused && Known.Quota > 0 && _granted >= Known.Quota)) return Stop(answer);
        var ranOver = Known.HasPaused && Known.GrantedSince >= Options.RunOverOfBurst * Known.Burst;
        var (granted, seconds) = Known.Empty(answer);
        if (seconds == 0) return answer.Granted > 0 || answer.Throttled > Options.SmallRound ? this : Stop(answer);
        if (granted < (Options.DoubtBelow * Known.Estimate.Rate * seconds) - Options.EndsItems) Known.Doubt();
        if (ranOver || Known.Estimate.Rate > 0) Known.Estimate.Assume(Math.Max(granted / seconds, Known.Estimate.Rate));
        else Known.Estimate.Learn(granted, seconds, Known.RoundTrip);
        return new Steady(Known, answer.Now, hasReserve: true);
    }

    private Phase Stop(in Answer answer)
    {
        Known.IsLimited = true;
        if (_granted >= Options.WorthwhileQuota) Known.Quota = _granted;
        return Known.Pause(answer, () => new SlowStart(Known));
    }

    private void Break(bool isLimit)
    {
        Known.IsLimited |= isLimit;
        _streakAfter = isLimit ? 0 : Math.Min(_streak, _granted) / Options.KeptPart;
        _toSend = 0;
    }

    private int FirstRound()
    {
        var granted = _granted;
        var step = Array.Find(Milestones, milestone => milestone > granted) - granted;
        if (step <= 0) step = Options.MostInFlight;
        return Known.RoundTrip > Options.SlowRoundTripSeconds && granted > 0 ? Math.Max(1, Math.Min(step, (int)(granted * Options.SlowRoundPart))) : step;
    }
}
