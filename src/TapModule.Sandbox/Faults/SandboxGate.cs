namespace TapModule.Sandbox.Faults;

/// <summary>Holds matching requests until it is told to let them go, so that a test can look at them while they wait.</summary>
public sealed class SandboxGate
{
    private readonly List<Waiter> _observers = [];
    private readonly Queue<TaskCompletionSource<bool>> _held = new();
    private bool _isOpen;

    internal SandboxGate(SandboxMatch match, bool afterWork, string id)
    {
        Match = match;
        AfterWork = afterWork;
        Id = id;
    }

    /// <summary>A short name for the control interface.</summary>
    public string Id { get; }

    /// <summary>Which requests are held.</summary>
    public SandboxMatch Match { get; }

    /// <summary>Whether the work is done before the request is held.</summary>
    public bool AfterWork { get; }

    /// <summary>How many requests are held at this moment.</summary>
    public int Waiting
    {
        get
        {
            lock (_held) return _held.Count;
        }
    }

    /// <summary>Waits until at least this many requests are held at the same time.</summary>
    /// <param name="count">The number of requests.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when they are there.</returns>
    public async Task WaitForAsync(int count, CancellationToken cancellationToken = default)
    {
        var waiter = new Waiter(count);
        lock (_held)
        {
            if (_held.Count >= count) return;
            _observers.Add(waiter);
        }

        using var registration = cancellationToken.Register(() => waiter.Arrived.TrySetCanceled());
        await waiter.Arrived.Task.ConfigureAwait(false);
    }

    /// <summary>Opens the gate for good: lets everything go that is held, and holds nothing more.</summary>
    public void Release()
    {
        lock (_held) _isOpen = true;
        Release(int.MaxValue);
    }

    /// <summary>Lets some requests go, the longest held first, and stays closed.</summary>
    /// <param name="count">How many at most.</param>
    /// <returns>How many went.</returns>
    public int Release(int count)
    {
        var released = 0;
        while (released < count)
        {
            TaskCompletionSource<bool> next;
            lock (_held)
            {
                if (_held.Count == 0) break;
                next = _held.Dequeue();
            }

            if (next.TrySetResult(true)) released++;
        }

        return released;
    }

    internal async Task PassAsync(CancellationToken cancellationToken)
    {
        var held = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_held)
        {
            if (_isOpen) return;
            _held.Enqueue(held);
            foreach (var observer in _observers.Where(observer => _held.Count >= observer.Count).ToArray())
            {
                _observers.Remove(observer);
                observer.Arrived.TrySetResult(true);
            }
        }

        using var registration = cancellationToken.Register(() => GiveUp(held));
        await held.Task.ConfigureAwait(false);
    }

    private void GiveUp(TaskCompletionSource<bool> held)
    {
        lock (_held)
        {
            var others = _held.Where(other => other != held).ToArray();
            _held.Clear();
            foreach (var other in others) _held.Enqueue(other);
        }

        held.TrySetCanceled();
    }

    private sealed class Waiter(int count)
    {
        public int Count { get; } = count;

        public TaskCompletionSource<bool> Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
