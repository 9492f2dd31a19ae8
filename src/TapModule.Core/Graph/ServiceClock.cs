namespace TapModule.Core.Graph;

/// <summary>
/// What the <c>Date</c> headers tell about the service's clock. Each answer bounds the difference between the service's
/// clock and ours: the header was written between our sending and our receiving, and it is cut to whole seconds.
/// Many answers narrow the bounds far below a second.
/// </summary>
internal sealed class ServiceClock(TimeProvider time)
{
    private readonly object _gate = new();
    private TimeSpan _least = TimeSpan.MinValue;
    private TimeSpan _most = TimeSpan.MaxValue;

    public void Learn(DateTimeOffset? date, DateTimeOffset sentAt)
    {
        // A clock of another century is no clock, and its difference from ours could not be added to every time.
        if (date is not { Year: >= 2000 and < 2100 } told) return;
        var least = told - time.GetUtcNow();
        var most = told.AddSeconds(1) - sentAt;
        lock (_gate)
        {
            // Bounds that contradict each other mean that a clock was set: begin anew.
            if (least > _most || most < _least)
            {
                _least = least;
                _most = most;
                return;
            }

            if (least > _least) _least = least;
            if (most < _most) _most = most;
        }
    }

    /// <summary>The earliest that the service's clock can have shown at that moment of ours; null before the first answer.</summary>
    public DateTimeOffset? EarliestAt(DateTimeOffset local)
    {
        lock (_gate) return _least == TimeSpan.MinValue ? null : local + _least;
    }

    /// <summary>The best guess of the service's clock now; ours before the first answer.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var local = time.GetUtcNow();
            lock (_gate)
            {
                // Clocks that agree are the usual case; only bounds that exclude it move us.
                if (_least == TimeSpan.MinValue || (_least <= TimeSpan.Zero && _most >= TimeSpan.Zero)) return local;
                return _least > TimeSpan.Zero ? local + _least : local + _most;
            }
        }
    }
}
