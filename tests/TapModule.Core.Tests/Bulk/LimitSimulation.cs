using TapModule.Core.Bulk;

namespace TapModule.Core.Tests.Bulk;

internal enum RetryAfterStyle
{
    None,
    WholeSeconds,
    Decimal,
    Minutes,
}

/// <summary>
/// A service with a limit, a client that obeys a <see cref="Pace"/>, and virtual time: hours pass in milliseconds, the same way each time.
/// </summary>
internal sealed class LimitSimulation
{
    private static readonly TimeSpan LongRetryAfter = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan WaitWithoutRetryAfter = TimeSpan.FromSeconds(0.5);

    private const int MostQuestions = 1_000_000;

    private double _tokens;
    private TimeSpan _filledAt;

    /// <summary>Items a second that the bucket gains, at that time.</summary>
    public required Func<TimeSpan, double> Rate { get; init; }

    /// <summary>What the bucket holds, or the number of items in each <see cref="Window"/>.</summary>
    public required double Burst { get; init; }

    /// <summary>If set, the limit is so many items in each such window instead of a bucket.</summary>
    public TimeSpan? Window { get; init; }

    public RetryAfterStyle RetryAfter { get; init; } = RetryAfterStyle.WholeSeconds;

    /// <summary>From and to when everything is refused; Retry-After then tells the end.</summary>
    public (TimeSpan From, TimeSpan To)? Outage { get; init; }

    /// <summary>A round trip, give or take a fifth; the service decides half-way.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(60);

    public int BatchSize { get; init; } = 20;

    public int ThrottleLimit { get; init; } = 16;

    /// <summary>The share of requests whose answer never arrives, although the service did the work.</summary>
    public double Lost { get; init; }

    /// <summary>The share of items that are refused whatever the rate.</summary>
    public double RandomRefusals { get; init; }

    /// <summary>How much later than asked for a timer wakes the client.</summary>
    public TimeSpan TimerLateness { get; init; }

    public int Seed { get; init; } = 20261120;

    /// <summary>Each answer: when it came, and its items.</summary>
    public List<(TimeSpan At, int Accepted, int Refused, TimeSpan? RetryAfter)> Answers { get; } = [];

    public List<(TimeSpan At, int Items)> Sent { get; } = [];

    public int Refused => Answers.Sum(answer => answer.Refused);

    /// <summary>How often the client asked the pace: a measure of busy waiting.</summary>
    public int Questions { get; private set; }

    /// <returns>When the last item was done.</returns>
    public TimeSpan Run(Pace pace, int items, TimeSpan startAt = default)
    {
        var random = new Random(Seed);
        var luck = new Random(~Seed);
        var now = startAt;
        var ready = items;
        var waiting = new PriorityQueue<int, TimeSpan>();
        var arriving = new PriorityQueue<(TimeSpan SentAt, int Count), TimeSpan>();
        var returning = new PriorityQueue<(TimeSpan SentAt, int Accepted, int Refused, TimeSpan? Wait), TimeSpan>();
        var done = 0;
        (_tokens, _filledAt) = (Burst, startAt);
        while (done < items)
        {
            while (waiting.TryPeek(out _, out var due) && due <= now) ready += waiting.Dequeue();
            while (ready > 0 && HasSlot() && Ask(pace, now) is > 0 and var allowed)
            {
                var count = Math.Min(allowed, ready);
                ready -= count;
                pace.Sent(now, count);
                Sent.Add((now, count));
                arriving.Enqueue((now, count), now + HalfWay());
            }

            now = Next(pace);
            while (arriving.TryPeek(out _, out var arrival) && arrival <= now)
            {
                var (sentAt, count) = arriving.Dequeue();
                var unlucky = RandomRefusals > 0 ? Enumerable.Range(0, count).Count(_ => luck.NextDouble() < RandomRefusals) : 0;
                var accepted = Serve(arrival, count - unlucky);
                returning.Enqueue((sentAt, accepted, count - accepted, accepted < count ? Wait(arrival) : null), arrival + HalfWay());
            }

            while (returning.TryPeek(out _, out var answered) && answered <= now)
            {
                var (sentAt, accepted, refused, wait) = returning.Dequeue();
                if (random.NextDouble() < Lost)
                {
                    pace.Lost(accepted + refused);
                    ready += accepted + refused;
                    continue;
                }

                done += accepted;
                Answers.Add((now, accepted, refused, wait));
                pace.Answered(now, sentAt, accepted, refused, wait);
                if (refused > 0) waiting.Enqueue(refused, now + (wait ?? WaitWithoutRetryAfter));
            }
        }

        return now;

        bool HasSlot() => arriving.Count + returning.Count < ThrottleLimit;

        TimeSpan HalfWay() => Latency * (0.4 + (0.2 * random.NextDouble()));

        TimeSpan Next(Pace pace)
        {
            var next = TimeSpan.MaxValue;
            if (arriving.TryPeek(out _, out var arrival)) next = arrival;
            if (returning.TryPeek(out _, out var answer) && answer < next) next = answer;
            if (waiting.TryPeek(out _, out var again) && again < next) next = again;
            if (ready > 0 && HasSlot() && pace.NextAllowance(now, BatchSize) is { } allowance)
            {
                if (allowance <= now) throw new InvalidOperationException("The pace waits for the past.");
                if (allowance + TimerLateness < next) next = allowance + TimerLateness;
            }

            return next < TimeSpan.MaxValue ? next : throw new InvalidOperationException("The pace stalled.");
        }
    }

    /// <summary>Items done a second, from one second to another.</summary>
    public double RateBetween(double from, double to) =>
        Answers.Where(answer => answer.At.TotalSeconds >= from && answer.At.TotalSeconds < to).Sum(answer => answer.Accepted) / (to - from);

    private int Ask(Pace pace, TimeSpan now)
    {
        if (++Questions > MostQuestions) throw new InvalidOperationException("The pace waits busily.");
        return pace.Allowance(now, BatchSize);
    }

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
        if (now >= Outage?.From && now < Outage?.To) return 0;
        var accepted = Math.Min(count, (int)(_tokens + 1e-9));
        _tokens -= accepted;
        return accepted;
    }

    private TimeSpan? Wait(TimeSpan now)
    {
        if (now >= Outage?.From && now < Outage?.To) return TimeSpan.FromSeconds(Math.Ceiling((Outage.Value.To - now).TotalSeconds));
        var seconds = Window is { } window
            ? window.TotalSeconds - (now.TotalSeconds % window.TotalSeconds)
            : (1 - _tokens) / Rate(now);
        return RetryAfter switch
        {
            RetryAfterStyle.None => null,
            RetryAfterStyle.WholeSeconds => TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(seconds))),
            RetryAfterStyle.Minutes => LongRetryAfter,
            // The module rounds decimals up to whole seconds as well.
            _ => TimeSpan.FromSeconds(Math.Ceiling(seconds)),
        };
    }
}
