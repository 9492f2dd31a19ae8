using TapModule.Core.Graph;

namespace TapModule.Core.Bulk;

/// <summary>
/// The rows that wait to be sent: those that are ready, in order, and those that wait for a time. Picks rows for a batch such that
/// no two requests for one user are ever in flight. Not thread-safe; the run's lock guards it.
/// </summary>
internal sealed class RowQueue
{
    private readonly LinkedList<PendingRow> _ready = new();
    private readonly List<PendingRow> _waiting = [];
    private readonly HashSet<string> _busyUsers = new(StringComparer.OrdinalIgnoreCase);

    public int ReadyCount => _ready.Count;

    public int Count => _ready.Count + _waiting.Count;

    public TimeSpan? NextDue => _waiting.Count == 0 ? null : _waiting[0].DueAt;

    /// <summary>When the row at the head became ready.</summary>
    public TimeSpan? OldestReadySince => _ready.First?.Value.ReadySince;

    public void AddNew(PendingRow row, TimeSpan now)
    {
        row.ReadySince = now;
        _ready.AddLast(row);
    }

    /// <summary>A row that comes back. It goes before all new ones: its user has waited longest.</summary>
    public void Return(PendingRow row, TimeSpan now, TimeSpan dueAt)
    {
        if (dueAt <= now)
        {
            row.ReadySince = now;
            _ready.AddFirst(row);
            return;
        }

        row.DueAt = dueAt;
        var at = _waiting.FindIndex(other => other.DueAt > dueAt);
        _waiting.Insert(at < 0 ? _waiting.Count : at, row);
    }

    public void Wake(TimeSpan now)
    {
        var due = 0;
        while (due < _waiting.Count && _waiting[due].DueAt <= now) due++;
        for (var i = due - 1; i >= 0; i--)
        {
            _waiting[i].ReadySince = now;
            _ready.AddFirst(_waiting[i]);
        }

        _waiting.RemoveRange(0, due);
    }

    /// <summary>Whether the last <see cref="Take"/> found rows that no permit was given for.</summary>
    public bool WasRefused { get; private set; }

    /// <summary>Takes up to <paramref name="most"/> rows of different, idle users, as far as there are permits, and marks these users busy.</summary>
    /// <param name="most">How many at the most.</param>
    /// <param name="unresolvedOnly">Only rows that may already hold something.</param>
    /// <param name="acquire">Is asked for permits for so many rows, and says how many may go.</param>
    public List<PendingRow> Take(int most, bool unresolvedOnly, Func<int, int> acquire)
    {
        var found = Find(most, unresolvedOnly);
        var granted = found.Count == 0 ? 0 : acquire(found.Count);
        WasRefused = found.Count > 0 && granted == 0;
        var taken = new List<PendingRow>(granted);
        for (var i = 0; i < found.Count; i++)
        {
            if (i < granted)
            {
                taken.Add(found[i].Value);
                _ready.Remove(found[i]);
            }
            else
            {
                _busyUsers.Remove(found[i].Value.Row.User);
            }
        }

        return taken;
    }

    private List<LinkedListNode<PendingRow>> Find(int most, bool unresolvedOnly)
    {
        var found = new List<LinkedListNode<PendingRow>>(Math.Min(most, _ready.Count));
        for (var node = _ready.First; node is not null && found.Count < most; node = node.Next)
        {
            var row = node.Value;
            if (row.TravelsAlone && found.Count > 0) break;
            if ((unresolvedOnly && !row.Row.IsUnresolved) || !_busyUsers.Add(row.Row.User)) continue;
            found.Add(node);
            if (row.TravelsAlone) break;
        }

        return found;
    }

    public void Release(PendingRow row) => _busyUsers.Remove(row.Row.User);

    public bool AnyUnresolved => _ready.Any(r => r.Row.IsUnresolved) || _waiting.Any(r => r.Row.IsUnresolved);

    /// <summary>Empties the queue.</summary>
    public List<PendingRow> Drain()
    {
        var all = _ready.Concat(_waiting).ToList();
        _ready.Clear();
        _waiting.Clear();
        return all;
    }
}

/// <summary>A row with its place in the run: the request it wants, and how its tries went.</summary>
internal sealed class PendingRow(BulkRow row)
{
    public BulkRow Row { get; } = row;

    public GraphRequest Request { get; private set; } = row.Begin();

    /// <summary>Whether any request was sent for the row.</summary>
    public bool WasSent { get; set; }

    public TimeSpan ReadySince { get; set; }

    public TimeSpan DueAt { get; set; }

    /// <summary>Tries of the current request that went wrong, limits not counted.</summary>
    public int Failures { get; set; }

    /// <summary>Tries of the current request that were throttled.</summary>
    public int Refusals { get; set; }

    /// <summary>A batch with it was refused as a whole: send it as a plain request.</summary>
    public bool TravelsAlone { get; set; }

    /// <summary>Whether the token was already refused, and renewed, for the current request.</summary>
    public bool WasChallenged { get; set; }

    /// <summary>Goes on to another request, whose tries are counted anew.</summary>
    public void Begin(GraphRequest request)
    {
        Request = request;
        Failures = 0;
        Refusals = 0;
        WasChallenged = false;
    }
}
