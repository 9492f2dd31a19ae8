namespace TapModule.LimiterMatrix;

/// <summary>How the service says when to come back.</summary>
internal enum RetryAfterStyle
{
    /// <summary>Not at all: the client waits half a second.</summary>
    None,
    WholeSeconds,

    /// <summary>With a fraction, which the client rounds up to whole seconds; zero if the allowance is there again.</summary>
    Decimal,

    /// <summary>One second, whatever the truth is.</summary>
    One,

    /// <summary>Ten seconds, whatever the truth is.</summary>
    Ten,

    /// <summary>Three minutes, whatever the truth is.</summary>
    Minutes,
}

/// <summary>An answer, and when it came.</summary>
/// <param name="At">When it came.</param>
/// <param name="Granted">Items that were carried out.</param>
/// <param name="Throttled">Items that were refused.</param>
/// <param name="Unlucky">How many of those were refused at random, not by the limit.</param>
/// <param name="RetryAfter">What the service asked for.</param>
internal readonly record struct SimulatedAnswer(TimeSpan At, int Granted, int Throttled, int Unlucky, TimeSpan? RetryAfter);

/// <summary>
/// A service with a limit, a client that obeys a <see cref="IContender"/>, and virtual time: hours pass in milliseconds, the same
/// way each time. A refused item waits for its Retry-After, or half a second, and is sent again.
/// </summary>
internal sealed class LimitSimulation
{
    private const int MostQuestions = 3_000_000;
    private const double NeighborItems = 42;
    private const double SharedRate = 60;

    private static readonly TimeSpan LongRetryAfter = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan WaitWithoutRetryAfter = TimeSpan.FromSeconds(0.5);

    private readonly Queue<(TimeSpan At, int Items)> _slide = new();
    private Random _random = new();
    private Random _luck = new();
    private int _inSlide;
    private double _tokens;
    private double _shared;
    private TimeSpan _filledAt;

    /// <summary>Items a second that the bucket gains, at that time.</summary>
    public required Func<TimeSpan, double> Rate { get; init; }

    /// <summary>When <see cref="Rate"/> changes.</summary>
    public IReadOnlyList<TimeSpan> Changes { get; init; } = [];

    /// <summary>What the bucket holds, or the number of items in each <see cref="Window"/>.</summary>
    public required double Burst { get; init; }

    /// <summary>If set, the limit is so many items in each such window instead of a bucket.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>The window ends now, instead of beginning at a round time.</summary>
    public bool IsSliding { get; init; }

    /// <summary>A second bucket, of 60 items and 60 a second, of which another client takes 42 at the start of each second.</summary>
    public bool IsShared { get; init; }

    public RetryAfterStyle RetryAfter { get; init; } = RetryAfterStyle.WholeSeconds;

    /// <summary>From and to when everything is refused; Retry-After then tells the end.</summary>
    public (TimeSpan From, TimeSpan To)? Outage { get; init; }

    /// <summary>A round trip, give or take a fifth; the service decides half-way.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(60);

    /// <summary>One answer in a hundred takes ten times as long.</summary>
    public bool IsHeavyTailed { get; init; }

    public int BatchSize { get; init; } = 20;

    public int ThrottleLimit { get; init; } = 16;

    /// <summary>The share of requests whose answer never arrives, although the service did the work.</summary>
    public double Lost { get; init; }

    /// <summary>The share of items that are refused whatever the rate.</summary>
    public double RandomRefusals { get; init; }

    /// <summary>How much later than asked for a timer wakes the client.</summary>
    public TimeSpan TimerLateness { get; init; }

    public int Seed { get; init; } = 20261120;

    /// <summary>Each answer, in the order in which they came.</summary>
    public List<SimulatedAnswer> Answers { get; } = [];

    public List<(TimeSpan At, int Items)> Sent { get; } = [];

    public int Refused => Answers.Sum(answer => answer.Throttled);

    /// <summary>Those that the limit refused.</summary>
    public int RefusedByLimit => Answers.Sum(answer => answer.Throttled - answer.Unlucky);

    /// <summary>How often the client asked for permits: a measure of busy waiting.</summary>
    public int Questions { get; private set; }

    /// <summary>Items done a second, from one second to another.</summary>
    public double RateBetween(double from, double to) =>
        Answers.Where(answer => answer.At.TotalSeconds >= from && answer.At.TotalSeconds < to).Sum(answer => answer.Granted) / (to - from);

    /// <returns>When the last item was done.</returns>
    public TimeSpan Run(IContender contender, int items, TimeSpan startAt = default)
    {
        Begin(startAt);
        contender.Begin(startAt);
        var now = startAt;
        var ready = items;
        var waiting = new PriorityQueue<int, TimeSpan>();
        var arriving = new PriorityQueue<(TimeSpan SentAt, int Count), TimeSpan>();
        var returning = new PriorityQueue<(TimeSpan SentAt, SimulatedAnswer Answer), TimeSpan>();
        var done = 0;
        while (done < items)
        {
            while (waiting.TryPeek(out _, out var due) && due <= now) ready += waiting.Dequeue();
            while (ready > 0 && HasSlot() && Ask(contender, now) is > 0 and var allowed)
            {
                var count = Math.Min(allowed, ready);
                ready -= count;
                contender.Sent(now, count);
                Sent.Add((now, count));
                arriving.Enqueue((now, count), now + HalfWay());
            }

            now = Next();
            while (arriving.TryPeek(out _, out var arrival) && arrival <= now)
            {
                var (sentAt, count) = arriving.Dequeue();
                returning.Enqueue((sentAt, Serve(arrival, count)), arrival + HalfWay());
            }

            while (returning.TryPeek(out _, out var answered) && answered <= now)
            {
                var (sentAt, answer) = returning.Dequeue();
                if (_random.NextDouble() < Lost)
                {
                    contender.Lost(answer.Granted + answer.Throttled);
                    ready += answer.Granted + answer.Throttled;
                    continue;
                }

                done += answer.Granted;
                Answers.Add(answer with { At = now });
                contender.Answered(now, sentAt, answer.Granted, answer.Throttled, answer.RetryAfter);
                if (answer.Throttled > 0) waiting.Enqueue(answer.Throttled, now + (answer.RetryAfter ?? WaitWithoutRetryAfter));
            }
        }

        return now;

        bool HasSlot() => arriving.Count + returning.Count < ThrottleLimit;

        TimeSpan Next()
        {
            var next = TimeSpan.MaxValue;
            if (arriving.TryPeek(out _, out var arrival)) next = arrival;
            if (returning.TryPeek(out _, out var answer) && answer < next) next = answer;
            if (waiting.TryPeek(out _, out var again) && again < next) next = again;
            if (ready > 0 && HasSlot() && contender.NextPermit(now, BatchSize) is { } permit)
            {
                if (permit <= now) throw new InvalidOperationException("The contender waits for the past.");
                if (permit + TimerLateness < next) next = permit + TimerLateness;
            }

            return next < TimeSpan.MaxValue ? next : throw new InvalidOperationException("The contender stalled.");
        }
    }

    /// <summary>What the limiter is never to be slower than: workers that each send one item at a time, and wait for its Retry-After themselves.</summary>
    /// <returns>When the last item was done.</returns>
    public TimeSpan RunLoop(int workers, int items)
    {
        Begin(TimeSpan.Zero);
        var arriving = new PriorityQueue<TimeSpan, TimeSpan>();
        var end = TimeSpan.Zero;
        var left = items;
        for (; left > 0 && arriving.Count < workers; left--) arriving.Enqueue(TimeSpan.Zero, HalfWay());
        while (arriving.TryDequeue(out var sentAt, out var arrival))
        {
            var answer = Serve(arrival, 1);
            var now = arrival + HalfWay();
            Sent.Add((sentAt, 1));
            Answers.Add(answer with { At = now });
            if (answer.Granted == 0) now += answer.RetryAfter ?? WaitWithoutRetryAfter;
            else if (now > end) end = now;
            if (answer.Granted == 0 || left-- > 0) arriving.Enqueue(now, now + HalfWay());
        }

        return end;
    }

    private void Begin(TimeSpan startAt)
    {
        _random = new Random(Seed);
        _luck = new Random(~Seed);
        (_tokens, _shared, _filledAt) = (Burst, SharedRate, startAt);
    }

    private TimeSpan HalfWay()
    {
        var half = Latency * (0.4 + (0.2 * _random.NextDouble()));
        return IsHeavyTailed && _random.NextDouble() < 0.005 ? (10 * half) + (4.5 * Latency) : half;
    }

    private int Ask(IContender contender, TimeSpan now)
    {
        if (++Questions > MostQuestions) throw new InvalidOperationException("The contender waits busily.");
        return contender.Permits(now, BatchSize);
    }

    private SimulatedAnswer Serve(TimeSpan now, int count)
    {
        var unlucky = 0;
        for (var i = 0; RandomRefusals > 0 && i < count; i++) unlucky += _luck.NextDouble() < RandomRefusals ? 1 : 0;
        Fill(now);
        var granted = now >= Outage?.From && now < Outage?.To ? 0 : Math.Min(count - unlucky, Available());
        _tokens -= granted;
        if (IsShared) _shared -= granted;
        if (IsSliding && granted > 0)
        {
            _slide.Enqueue((now, granted));
            _inSlide += granted;
        }

        return new SimulatedAnswer(now, granted, count - granted, unlucky, granted < count ? Wait(now) : null);
    }

    private int Available() => IsSliding ? (int)Burst - _inSlide : Math.Max(0, (int)(Math.Min(_tokens, IsShared ? _shared : _tokens) + 1e-9));

    private void Fill(TimeSpan now)
    {
        if (IsSliding)
        {
            while (_slide.TryPeek(out var old) && old.At <= now - Window!.Value) _inSlide -= _slide.Dequeue().Items;
        }
        else if (Window is { } window)
        {
            if (now.Ticks / window.Ticks != _filledAt.Ticks / window.Ticks) _tokens = Burst;
        }
        else
        {
            if (IsShared) Share(now);
            foreach (var change in Changes.Where(change => change > _filledAt && change < now)) Gain(change, _filledAt);
            Gain(now, now);
        }

        _filledAt = now;
    }

    private void Gain(TimeSpan until, TimeSpan rateAt)
    {
        _tokens = Math.Min(Burst, _tokens + (Rate(rateAt) * (until - _filledAt).TotalSeconds));
        _filledAt = until;
    }

    /// <summary>In steps, so that the other client takes its part.</summary>
    private void Share(TimeSpan now)
    {
        for (var at = _filledAt.TotalSeconds; at < now.TotalSeconds;)
        {
            var step = Math.Min(0.05, now.TotalSeconds - at);
            _shared = Math.Min(SharedRate, _shared + (SharedRate * step));
            if ((int)at != (int)(at + step)) _shared -= Math.Min(NeighborItems, Math.Floor(_shared));
            at += step;
        }
    }

    private TimeSpan? Wait(TimeSpan now)
    {
        if (now >= Outage?.From && now < Outage?.To && RetryAfter != RetryAfterStyle.None)
            return TimeSpan.FromSeconds(Math.Ceiling((Outage.Value.To - now).TotalSeconds));
        var seconds = Window is not { } window ? (1 - _tokens) / Math.Max(1e-9, Rate(now))
            : !IsSliding ? window.TotalSeconds - (now.TotalSeconds % window.TotalSeconds)
            : _slide.TryPeek(out var first) ? (first.At + window - now).TotalSeconds : 0;
        if (IsShared) seconds = Math.Max(seconds, (1 - _shared) / SharedRate);
        return RetryAfter switch
        {
            RetryAfterStyle.None => null,
            RetryAfterStyle.WholeSeconds => TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(seconds))),
            RetryAfterStyle.One => TimeSpan.FromSeconds(1),
            RetryAfterStyle.Ten => TimeSpan.FromSeconds(10),
            RetryAfterStyle.Minutes => LongRetryAfter,
            _ => TimeSpan.FromSeconds(Math.Max(0, Math.Ceiling(seconds))),
        };
    }
}
