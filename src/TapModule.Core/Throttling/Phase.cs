namespace TapModule.Core.Throttling;

internal abstract class Phase(LimitKnowledge known)
{
    protected LimitKnowledge Known => known;
    protected RateLimiterOptions Options => known.Options;

    public abstract RatePhase Kind { get; }

    public virtual double? Rate => null;

    /// <summary>What the passing of time alone makes of it.</summary>
    public virtual Phase At(TimeSpan now) => this;

    public abstract int Permits(TimeSpan now, int most, int inFlight);

    public abstract TimeSpan? NextPermit(TimeSpan now, int most, int inFlight);

    public abstract void Sent(TimeSpan now, int items);

    public abstract Phase Answered(in Answer answer);
}
