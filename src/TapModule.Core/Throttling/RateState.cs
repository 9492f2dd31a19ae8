namespace TapModule.Core.Throttling;

/// <summary>What a rate limiter is doing.</summary>
internal enum RatePhase
{
    /// <summary>No limit has been measured: it searches for one.</summary>
    SlowStart,

    /// <summary>It keeps to the rate that it measured.</summary>
    Steady,

    /// <summary>The service grants nothing any more: nothing is sent for now.</summary>
    Paused,
}

/// <summary>Why nothing is sent for now.</summary>
internal enum PauseReason
{
    /// <summary>It is not so.</summary>
    None,

    /// <summary>The service asked for it (Retry-After).</summary>
    RetryAfter,

    /// <summary>The service refused everything and did not say how long to wait.</summary>
    Backoff,
}

/// <summary>What a rate limiter tells people about itself.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Rate">Items a second that it measured and aims at; null while no limit has been measured.</param>
/// <param name="PausedUntil">When it will send again, by the limiter's own clock; null if it is not paused.</param>
/// <param name="PausedFor">How long that is from now; zero if it is not paused.</param>
/// <param name="Reason">Why it is paused.</param>
/// <param name="IsCapped">Whether the rate is the cap of the run itself, and not the service's limit.</param>
internal readonly record struct RateState(RatePhase Phase, double? Rate, TimeSpan? PausedUntil, TimeSpan PausedFor, PauseReason Reason, bool IsCapped = false);
