namespace TapModule.Sandbox.Tenant;

/// <summary>A clock that moves only when it is told to, and fires the timers that it passes on its way.</summary>
public sealed class SandboxClock : TimeProvider
{
    private readonly object _sync = new();
    private readonly List<SandboxTimer> _timers = [];
    private readonly List<(int Count, TaskCompletionSource<bool> Arrived)> _observers = [];
    private DateTimeOffset _now;

    /// <summary>Sets the clock.</summary>
    /// <param name="start">The time it shows until it is moved.</param>
    public SandboxClock(DateTimeOffset start)
    {
        _now = start.ToUniversalTime();
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_sync) return _now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SandboxTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward. Timers that come due on the way run before this returns, each at its own time.</summary>
    /// <param name="by">How far, zero or more.</param>
    public void Advance(TimeSpan by)
    {
        var target = GetUtcNow() + by;
        while (NextDue(target) is { } timer) timer.Fire();
        lock (_sync) _now = target;
    }

    /// <summary>Waits until at least this many timers are set, so that a test moves the clock only when somebody waits for it.</summary>
    /// <param name="count">The number of timers.</param>
    /// <returns>A task that ends when they are there.</returns>
    public Task WaitForTimersAsync(int count)
    {
        lock (_sync)
        {
            if (_timers.Count >= count) return Task.CompletedTask;
            var arrived = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            _observers.Add((count, arrived));
            return arrived.Task;
        }
    }

    internal void Set(SandboxTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_sync)
        {
            _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan) return;
            timer.Due = _now + dueTime;
            timer.Period = period;
            _timers.Add(timer);
            foreach (var observer in _observers.FindAll(observer => _timers.Count >= observer.Count))
            {
                _observers.Remove(observer);
                observer.Arrived.TrySetResult(true);
            }
        }
    }

    private SandboxTimer? NextDue(DateTimeOffset target)
    {
        lock (_sync)
        {
            var next = _timers.Where(timer => timer.Due <= target).OrderBy(timer => timer.Due).FirstOrDefault();
            if (next is null) return null;
            _now = next.Due;
            if (next.Period > TimeSpan.Zero) next.Due += next.Period;
            else _timers.Remove(next);
            return next;
        }
    }
}

/// <summary>A timer of a <see cref="SandboxClock"/>, which guards its times.</summary>
internal sealed class SandboxTimer(SandboxClock clock, Action fire) : ITimer
{
    public DateTimeOffset Due { get; set; }

    public TimeSpan Period { get; set; }

    public void Fire() => fire();

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        clock.Set(this, dueTime, period);
        return true;
    }

    public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
