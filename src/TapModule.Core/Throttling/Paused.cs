namespace TapModule.Core.Throttling;

/// <summary>Nothing is granted any more: nothing is sent until the service's own time has come.</summary>
internal sealed class Paused(LimitKnowledge known, Func<Phase> then) : Phase(known)
{
    public override RatePhase Kind => RatePhase.Paused;

    public override Phase At(TimeSpan now) => now < Known.PausedUntil ? this : then();

    public override int Permits(TimeSpan now, int most, int inFlight) => 0;

    public override TimeSpan? NextPermit(TimeSpan now, int most, int inFlight) => Known.PausedUntil;

    public override void Sent(TimeSpan now, int items)
    {
    }

    public override Phase Answered(in Answer answer)
    {
        // What was on its way: it may ask for a longer wait.
        if (answer.Granted == 0 && answer.RetryAfter is { } wait && answer.Now + wait > Known.PausedUntil) Known.PausedUntil = answer.Now + wait;
        return this;
    }
}
