using System.Globalization;

namespace TapModule.Sandbox.Faults;

/// <summary>
/// A limit: a token bucket, a fixed window, or both at once. Without a rate and a window there is none.
/// May be changed at any moment; what was saved up at the old rate counts until then.
/// </summary>
public sealed class SandboxThrottle
{
    private const double LongestWaitInSeconds = 86400;
    private readonly object _sync = new();
    private double? _tokens;
    private double _settledRate;
    private DateTimeOffset _settled;
    private DateTimeOffset _windowEnd;
    private int _inWindow;

    /// <summary>How many requests a second are granted in the long run; null for no such limit.</summary>
    public double? RatePerSecond { get; set; }

    /// <summary>How many requests may come at once after a pause, at least 1.</summary>
    public double Burst { get; set; } = 1;

    /// <summary>How many requests are granted per window; null for no such limit.</summary>
    public int? WindowLimit { get; set; }

    /// <summary>The length of a window in seconds. It begins with the first request after the last one ended.</summary>
    public double WindowSeconds { get; set; } = 10;

    /// <summary>Whether refused requests use up the limit too, so that insisting makes it worse.</summary>
    public bool RefusedCount { get; set; }

    /// <summary>How a refusal says when to come back.</summary>
    public SandboxRetryAfter RetryAfter { get; set; }

    /// <summary>The text of the header for <see cref="SandboxRetryAfter.Fixed"/>.</summary>
    public string FixedRetryAfter { get; set; } = "10";

    /// <summary>Whether answers carry <c>x-ms-throttle-limit-percentage</c> once four fifths of a limit are used up.</summary>
    public bool ShowsPercentage { get; set; }

    /// <summary>Asks for one request.</summary>
    internal ThrottleVerdict Take(DateTimeOffset now)
    {
        lock (_sync)
        {
            var (bucketWait, bucketUse) = AskBucket(now);
            var (windowWait, windowUse) = AskWindow(now);
            var wait = bucketWait > windowWait ? bucketWait : windowWait;
            if (wait == TimeSpan.Zero || RefusedCount)
            {
                if (_tokens is { } tokens) _tokens = Math.Max(tokens - 1, -Math.Max(Burst, 1));
                _inWindow++;
            }

            var use = Math.Max(bucketUse, windowUse);
            return new(
                wait == TimeSpan.Zero,
                wait == TimeSpan.Zero ? null : HeaderFor(wait, now),
                ShowsPercentage && use > 0.8 ? Math.Min(use, 1.8).ToString("0.0#", CultureInfo.InvariantCulture) : null);
        }
    }

    private (TimeSpan Wait, double Use) AskBucket(DateTimeOffset now)
    {
        if (RatePerSecond is not { } rate)
        {
            _tokens = null;
            return default;
        }

        var capacity = Math.Max(Burst, 1);
        var saved = _tokens is { } tokens ? tokens + ((now - _settled).TotalSeconds * _settledRate) : capacity;
        saved = Math.Min(saved, capacity);
        (_tokens, _settled, _settledRate) = (saved, now, rate);

        // A hair's breadth of tolerance: sums of fractions fall short of whole numbers.
        var wait = saved >= 1 - 1e-9 ? 0 : rate > 0 ? Math.Min((1 - saved) / rate, LongestWaitInSeconds) : LongestWaitInSeconds;
        return (TimeSpan.FromSeconds(wait), (capacity - saved + 1) / capacity);
    }

    private (TimeSpan Wait, double Use) AskWindow(DateTimeOffset now)
    {
        if (WindowLimit is not { } limit) return default;
        if (now >= _windowEnd)
        {
            _windowEnd = now.AddSeconds(WindowSeconds);
            _inWindow = 0;
        }

        return (_inWindow < limit ? TimeSpan.Zero : _windowEnd - now, (_inWindow + 1.0) / Math.Max(limit, 1));
    }

    private string? HeaderFor(TimeSpan wait, DateTimeOffset now) => RetryAfter switch
    {
        SandboxRetryAfter.WholeSeconds => Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture),
        SandboxRetryAfter.DecimalSeconds => wait.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture),
        SandboxRetryAfter.HttpDate => WholeSecond(now + wait).ToString("r", CultureInfo.InvariantCulture),
        SandboxRetryAfter.Fixed => FixedRetryAfter,
        _ => null,
    };

    // Dates in headers have no fractions; rounding down would invite callers too early.
    private static DateTimeOffset WholeSecond(DateTimeOffset moment) =>
        moment.UtcTicks % TimeSpan.TicksPerSecond == 0 ? moment : moment.AddSeconds(1);
}

/// <summary>How a throttled answer says when to come back.</summary>
public enum SandboxRetryAfter
{
    /// <summary>Whole seconds, rounded up, at least 1.</summary>
    WholeSeconds,

    /// <summary>Seconds with three decimals, as batch items have been seen to carry.</summary>
    DecimalSeconds,

    /// <summary>A date.</summary>
    HttpDate,

    /// <summary>The text in <see cref="SandboxThrottle.FixedRetryAfter"/>, whatever the limit says.</summary>
    Fixed,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>What a limit said about one request.</summary>
/// <param name="IsGranted">Whether it may go on.</param>
/// <param name="RetryAfter">The header of a refusal, if it carries one.</param>
/// <param name="Percentage">How much of the limit is used, where this is shown.</param>
internal readonly record struct ThrottleVerdict(bool IsGranted, string? RetryAfter, string? Percentage);
