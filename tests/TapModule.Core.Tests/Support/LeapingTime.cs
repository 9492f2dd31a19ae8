namespace TapModule.Core.Tests.Support;

/// <summary>
/// A clock that nobody has to wait for: a timer fires at once, and moves the clock to the moment it was set for. What passes by itself passes too.
/// It leaps over a request's time limit as well: whoever connects with it gives none.
/// </summary>
internal sealed class LeapingTime : TimeProvider
{
    private readonly Lock _gate = new();
    private TimeSpan _leapt;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    private TimeSpan Elapsed => System.GetElapsedTime(0) + _leapt;

    public override long GetTimestamp()
    {
        lock (_gate) return Elapsed.Ticks;
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return System.GetUtcNow() + _leapt;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private TimeSpan After(TimeSpan wait)
    {
        lock (_gate) return Elapsed + wait;
    }

    private void LeapTo(TimeSpan moment)
    {
        lock (_gate)
        {
            if (moment > Elapsed) _leapt += moment - Elapsed;
        }
    }

    /// <summary>Fires once; a timer that is set anew, or disposed of, before it has fired, does not.</summary>
    private sealed class Timer(LeapingTime time, Action fire) : ITimer
    {
        private int _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period > TimeSpan.Zero) throw new NotSupportedException("This clock has no timers that repeat.");
            var setting = Interlocked.Increment(ref _setting);
            if (dueTime < TimeSpan.Zero) return true;

            var due = time.After(dueTime);
            ThreadPool.QueueUserWorkItem(_ =>
            {
                if (Volatile.Read(ref _setting) != setting) return;
                time.LeapTo(due);
                fire();
            });
            return true;
        }

        public void Dispose() => Interlocked.Increment(ref _setting);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
