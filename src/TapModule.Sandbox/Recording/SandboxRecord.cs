using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Recording;

/// <summary>What the simulated service saw. Safe for use from several threads.</summary>
public sealed class SandboxRecord
{
    private readonly SandboxTenant _tenant;
    private readonly Queue<RecordedRequest> _requests = new();
    private readonly Dictionary<string, int> _underWayByUser = new(StringComparer.OrdinalIgnoreCase);
    private SandboxCounters _counters = new();
    private int _requestsUnderWay;
    private int _itemsUnderWay;
    private long _lastRequest;

    internal SandboxRecord(SandboxTenant tenant)
    {
        _tenant = tenant;
    }

    /// <summary>Whether requests are kept. Counting goes on without.</summary>
    public bool RecordRequests { get; set; } = true;

    /// <summary>How many requests are kept; the oldest go first.</summary>
    public int Capacity { get; set; } = 10_000;

    /// <summary>A copy of the list of kept requests, oldest first.</summary>
    public IReadOnlyList<RecordedRequest> Requests
    {
        get
        {
            lock (_requests) return [.. _requests];
        }
    }

    /// <summary>The counters as they stand.</summary>
    public SandboxCounters Counters
    {
        get
        {
            lock (_requests) return _counters;
        }
    }

    /// <summary>Forgets the kept requests and starts counting anew.</summary>
    public void Clear()
    {
        lock (_requests)
        {
            _requests.Clear();
            _counters = new();
        }
    }

    internal long NextHttpRequest() => Interlocked.Increment(ref _lastRequest);

    internal RecordedRequest? Keep(GraphCall call, long httpRequest)
    {
        if (!RecordRequests) return null;
        var request = new RecordedRequest(call, _tenant.Clock.GetUtcNow(), httpRequest);
        lock (_requests)
        {
            _requests.Enqueue(request);
            while (_requests.Count > Capacity) _requests.Dequeue();
        }

        return request;
    }

    internal void RequestStarted()
    {
        lock (_requests)
        {
            _requestsUnderWay++;
            _counters = _counters with
            {
                Requests = _counters.Requests + 1,
                MaxConcurrentRequests = Math.Max(_counters.MaxConcurrentRequests, _requestsUnderWay),
            };
        }
    }

    internal void RequestEnded()
    {
        lock (_requests) _requestsUnderWay--;
    }

    internal void Refused(GraphCall call)
    {
        lock (_requests)
        {
            _counters = call.Path.IsBatch
                ? _counters with { EnvelopesRefused = _counters.EnvelopesRefused + 1 }
                : _counters with { ItemsRefused = _counters.ItemsRefused + 1 };
        }
    }

    /// <summary>Counts items in. They are counted out with <see cref="ItemsEnded"/> when all of them are answered.</summary>
    /// <returns>The users concerned, once per item.</returns>
    internal string[] ItemsStarted(IReadOnlyCollection<GraphCall> calls)
    {
        string[] users = [.. calls.Select(UserOf).OfType<string>()];
        lock (_requests)
        {
            _itemsUnderWay += calls.Count;
            var mostPerUser = _counters.MaxConcurrentItemsPerUser;
            foreach (var user in users)
            {
                _underWayByUser.TryGetValue(user, out var count);
                _underWayByUser[user] = count + 1;
                mostPerUser = Math.Max(mostPerUser, count + 1);
            }

            _counters = _counters with
            {
                Items = _counters.Items + calls.Count,
                MaxConcurrentItems = Math.Max(_counters.MaxConcurrentItems, _itemsUnderWay),
                MaxConcurrentItemsPerUser = mostPerUser,
            };
        }

        return users;
    }

    internal void ItemsEnded(int count, string[] users)
    {
        lock (_requests)
        {
            _itemsUnderWay -= count;
            foreach (var user in users)
            {
                if (--_underWayByUser[user] == 0) _underWayByUser.Remove(user);
            }
        }
    }

    // One user may be named by object id here and by UPN there.
    private string? UserOf(GraphCall call) => call.UserKey is { } key ? _tenant.FindUser(key)?.Id.ToString() ?? key : null;
}
