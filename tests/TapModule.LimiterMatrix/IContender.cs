namespace TapModule.LimiterMatrix;

/// <summary>Who decides how many items may go, in a <see cref="LimitSimulation"/>: the rate limiter, or what it is compared with.</summary>
internal interface IContender
{
    /// <summary>A run begins.</summary>
    void Begin(TimeSpan now)
    {
    }

    /// <summary>How many items may go now, in one request of at most <paramref name="most"/>.</summary>
    int Permits(TimeSpan now, int most);

    /// <summary>When to ask again after none; null if only an answer can change it.</summary>
    TimeSpan? NextPermit(TimeSpan now, int most);

    void Sent(TimeSpan now, int items);

    void Answered(TimeSpan now, TimeSpan sentAt, int granted, int throttled, TimeSpan? retryAfter);

    void Lost(int items);
}
