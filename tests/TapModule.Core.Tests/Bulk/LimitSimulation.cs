using TapModule.Core.Bulk;

namespace TapModule.Core.Tests.Bulk;

internal enum RetryAfterStyle
{
    None,
    WholeSeconds,
    Decimal,
}

/// <summary>
/// A service with a limit, a client that obeys a <see cref="Pace"/>, and virtual time: hours pass in milliseconds, the same way each time.
/// </summary>
internal sealed class LimitSimulation
{
    private readonly Random _random = new(20261120);
    private double _tokens;
    private TimeSpan _filledAt;

    public required Func<TimeSpan, double> Rate { get; init; }

    public required double Burst { get; init; }

    /// <summary>If set, the limit is so many items in each such window instead of a bucket.</summary>
    public TimeSpan? Window { get; init; }

    public RetryAfterStyle RetryAfter { get; init; } = RetryAfterStyle.WholeSeconds;

    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(60);

    public int BatchSize { get; init; } = 20;

    public int ThrottleLimit { get; init; } = 16;

    public List<(TimeSpan At, int Accepted)> Log { get; } = [];

    public int Refused { get; private set; }

    public TimeSpan Run(Pace pace, int items)
    {
        _tokens = Burst;
        var now = TimeSpan.Zero;
        var ready = items;
        var waiting = new PriorityQueue<int, TimeSpan>();
        var flying = new PriorityQueue<(TimeSpan SentAt, int Count), TimeSpan>();
        var done = 0;
        while (done < items)
        {
            while (waiting.TryPeek(out _, out var due) && due <= now) ready += waiting.Dequeue();
            while (ready > 0 && flying.Count < ThrottleLimit && pace.Allowance(now, BatchSize) is > 0 and var allowed)
            {
                var count = Math.Min(allowed, ready);
                ready -= count;
                pace.Sent(now, count);
                flying.Enqueue((now, count), now + Latency * (0.8 + (0.4 * _random.NextDouble())));
            }

            var next = TimeSpan.MaxValue;
            if (flying.TryPeek(out _, out var answer)) next = answer;
            if (waiting.TryPeek(out _, out var again) && again < next) next = again;
            if (ready > 0 && flying.Count < ThrottleLimit && pace.NextAllowance(now, BatchSize) is { } allowance && allowance < next) next = allowance;
            if (next == TimeSpan.MaxValue) throw new InvalidOperationException("The pace stalled.");
            now = next > now ? next : now;
            if (flying.Count > 0 && answer <= now)
            {
                var (sentAt, count) = flying.Dequeue();
                var accepted = Serve(now, count);
                var refused = count - accepted;
                done += accepted;
                Refused += refused;
                Log.Add((now, accepted));
                TimeSpan? wait = refused > 0 ? Wait(now) : null;
                pace.Answered(now, sentAt, accepted, refused, wait);
                if (refused > 0) waiting.Enqueue(refused, now + (wait ?? TimeSpan.FromSeconds(0.5)));
            }
        }

        return now;
    }

    public double RateBetween(double from, double to) =>
        Log.Where(e => e.At.TotalSeconds >= from && e.At.TotalSeconds < to).Sum(e => e.Accepted) / (to - from);

    private int Serve(TimeSpan now, int count)
    {
        if (Window is { } window)
        {
            if (now.Ticks / window.Ticks != _filledAt.Ticks / window.Ticks) _tokens = Burst;
        }
        else
        {
            _tokens = Math.Min(Burst, _tokens + (Rate(now) * (now - _filledAt).TotalSeconds));
        }

        _filledAt = now;
        var accepted = Math.Min(count, (int)(_tokens + 1e-9));
        _tokens -= accepted;
        return accepted;
    }

    private TimeSpan? Wait(TimeSpan now)
    {
        var seconds = Window is { } window
            ? window.TotalSeconds - (now.TotalSeconds % window.TotalSeconds)
            : (1 - _tokens) / Rate(now);
        return RetryAfter switch
        {
            RetryAfterStyle.None => null,
            RetryAfterStyle.WholeSeconds => TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(seconds))),
            // The module rounds decimals up to whole seconds as well.
            _ => TimeSpan.FromSeconds(Math.Ceiling(seconds)),
        };
    }
}
