namespace TapModule.Core.Throttling;

/// <summary>
/// What the runs of a connection share where they draw on one limit of the service: a rate limiter, and the runs that wait for it, first
/// come, first served. A turn is one request; then the run goes to the end of the queue.
/// <para>
/// No wake-up is lost: checking and queueing are one step under the lock, and whatever can free a permit (an answer, a loss, a run that
/// wants nothing any more, the timer) wakes the run at the head. A run that is woken and has nothing to send withdraws, which wakes the next.
/// A permit is held only while a request is on the wire, so no order of downstream commands can lead to a deadlock.
/// </para>
/// </summary>
/// <param name="limiter">The law: pure, told the time.</param>
/// <param name="time">The clock.</param>
/// <param name="schedule">
/// Carries out a wake-up on another thread, for a run's own lock must not be taken under another run's. Null for the thread pool.
/// </param>
internal sealed class PermitQueue(RateLimiter limiter, TimeProvider time, Action<Action>? schedule = null)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly object _gate = new();
    private readonly LinkedList<Ticket> _waiting = new();
    private ITimer? _timer;

    /// <summary>What the limiter tells people about itself.</summary>
    public RateState State
    {
        get
        {
            lock (_gate) return limiter.State(Now);
        }
    }

    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>Lets a run in.</summary>
    /// <param name="wake">Makes the run look whether it has something to send. Called on another thread.</param>
    /// <param name="maxRate">The run's own cap, in items a second; null for none.</param>
    public Ticket Join(Action wake, double? maxRate)
    {
        var ticket = new Ticket(this, wake, maxRate);
        lock (_gate) limiter.Begin(Now);
        return ticket;
    }

    /// <summary>A run's place in the queue, and its own cap.</summary>
    internal sealed class Ticket : IDisposable
    {
        private readonly PermitQueue _queue;
        private readonly Action _wake;
        private readonly TokenBucket? _cap;
        private readonly LinkedListNode<Ticket> _node;
        private ITimer? _capTimer;
        private bool _isClosed;

        internal Ticket(PermitQueue queue, Action wake, double? maxRate)
        {
            _queue = queue;
            _wake = wake;
            if (maxRate is { } cap) _cap = new TokenBucket(cap);
            _node = new LinkedListNode<Ticket>(this);
        }

        /// <summary>The limiter's state, and the cap where that is the lower rate.</summary>
        public RateState State => _queue.State is var state && _cap is { } cap && !(state.Rate < cap.Rate) ? state with { Rate = cap.Rate, IsCapped = true } : state;

        /// <summary>Takes permits for one request; zero makes the run wait, and it is woken when it is worth asking again.</summary>
        /// <param name="most">Items that are ready to go, at least 1.</param>
        public int Acquire(int most)
        {
            int granted;
            Ticket? next;
            lock (_queue._gate) granted = Take(most, out next);
            _queue.Wake(next);
            return granted;
        }

        /// <summary>The run has nothing to send now; the next one may.</summary>
        public void Withdraw()
        {
            Ticket? next;
            lock (_queue._gate) next = Leave();
            _queue.Wake(next);
        }

        /// <summary>An answer came. The run looks by itself afterwards whether more may go.</summary>
        /// <param name="sentAt">When the request went out, by the clock's timestamp.</param>
        /// <param name="accepted">Items that were not throttled.</param>
        /// <param name="throttled">Items that were.</param>
        /// <param name="retryAfter">The longest wait that the service asked for; null if it asked for none.</param>
        /// <param name="limitUsed">The share of a limit that the service says is used up; null if it says nothing.</param>
        public void Answered(TimeSpan sentAt, int accepted, int throttled, TimeSpan? retryAfter, double? limitUsed = null)
        {
            Ticket? next;
            lock (_queue._gate)
            {
                _queue.Limiter.Answered(_queue.Now, sentAt, accepted, throttled, retryAfter, limitUsed);
                next = _queue.HeadOtherThan(this);
            }

            _queue.Wake(next);
        }

        /// <summary>A request ended without an answer; it says nothing about the limit.</summary>
        public void Lost(int items)
        {
            Ticket? next;
            lock (_queue._gate)
            {
                _queue.Limiter.Lost(items);
                next = _queue.HeadOtherThan(this);
            }

            _queue.Wake(next);
        }

        /// <summary>The run is over. Answers that are still to come are told all the same.</summary>
        public void Dispose()
        {
            Ticket? next;
            lock (_queue._gate)
            {
                _isClosed = true;
                next = Leave();
            }

            _capTimer?.Dispose();
            _queue.Wake(next);
        }

        internal void Wake() => _wake();

        private int Take(int most, out Ticket? next)
        {
            next = null;
            if (_isClosed) return 0;
            var now = _queue.Now;
            if (CapRoom(now, most) is not (> 0 and var room))
            {
                // Its own timer brings it back; until then it is in nobody's way.
                next = Leave();
                return 0;
            }

            if (_queue._waiting.First is { } head && head != _node) return Wait();
            var granted = _queue.Limiter.Permits(now, room);
            if (granted == 0)
            {
                _queue.SetTimer(now, _queue.Limiter.NextPermit(now, room));
                return Wait();
            }

            _queue.Limiter.Sent(now, granted);
            _cap?.Take(granted);
            next = Leave();
            return granted;
        }

        private int Wait()
        {
            if (_node.List is null) _queue._waiting.AddLast(_node);
            return 0;
        }

        private Ticket? Leave()
        {
            if (_node.List is not null) _queue._waiting.Remove(_node);
            return _queue._waiting.First?.Value;
        }

        private int CapRoom(TimeSpan now, int most)
        {
            if (_cap is not { } cap) return most;
            var room = Math.Min(most, cap.Permits(now, most));
            if (room > 0) return room;
            _capTimer ??= _queue.NewTimer(Wake);
            _capTimer.Change(Least(cap.NextPermit(now, most) - now), Timeout.InfiniteTimeSpan);
            return 0;
        }
    }

    private RateLimiter Limiter => limiter;

    private Ticket? HeadOtherThan(Ticket ticket) => _waiting.First?.Value is { } head && head != ticket ? head : null;

    private void SetTimer(TimeSpan now, TimeSpan? at)
    {
        // Without a moment, only an answer can change it; that wakes the head.
        if (at is not { } moment) return;
        _timer ??= NewTimer(OnTimer);
        _timer.Change(Least(moment - now), Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        Ticket? head;
        lock (_gate) head = _waiting.First?.Value;
        head?.Wake();
    }

    private ITimer NewTimer(Action act) => time.CreateTimer(_ => act(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private void Wake(Ticket? ticket)
    {
        if (ticket is null) return;
        if (schedule is not null) schedule(ticket.Wake);
        else ThreadPool.QueueUserWorkItem(_ => ticket.Wake());
    }

    private static TimeSpan Least(TimeSpan wait) => wait < ShortestWait ? ShortestWait : wait;
}
