using TapModule.Core.Bulk;
using TapModule.Core.Connections;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Journal;
using TapModule.Core.Passes;
using TapModule.Core.Runs;
using TapModule.Core.Text;

namespace TapModule.Core.Preflight;

/// <summary>The check of a whole file: reads what holds for all rows once, and makes the rows. Remembers sixteen bytes of each row.</summary>
internal sealed class PreflightSession
{
    private readonly GraphConnection _connection;
    private readonly TenantFacts _facts;
    private readonly Dictionary<Guid, int> _rowOfUser = [];

    private readonly JournalIndex? _earlier;

    private PreflightSession(GraphConnection connection, TenantFacts facts, JournalIndex? earlier)
    {
        _connection = connection;
        _facts = facts;
        _earlier = earlier;
    }

    /// <param name="connection">The tenant.</param>
    /// <param name="journalPath">The journal of the run to come; null for none. It is only read.</param>
    /// <param name="log">For remarks.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="TapServiceException">The sign-in is no good any more, or the journal cannot be used.</exception>
    public static async Task<PreflightSession> BeginAsync(GraphConnection connection, string? journalPath, ITapLog log, CancellationToken cancellationToken)
    {
        var earlier = journalPath is null ? null : JournalIndex.Read(journalPath, RunHeader.Of(connection, null));
        return new PreflightSession(connection, await TenantFacts.ReadAsync(connection, log, cancellationToken).ConfigureAwait(false), earlier);
    }

    /// <summary>What issuing would reject without sending anything, or pass over because an earlier run did it.</summary>
    public Admission Admit(PassRequest request, int row)
    {
        var key = UserKey.Of(request.UserId);
        if (_rowOfUser.TryGetValue(key, out var first)) return Admission.Duplicate(request.UserId, row, first);
        _rowOfUser.Add(key, row);
        return Admission.After(_earlier?.Find(request.UserId), request, row);
    }

    /// <summary>To be called before each row is made: with many rows, some things are cheaper to read at once.</summary>
    public Task PrepareAsync(int rows, ITapLog log, CancellationToken cancellationToken) => _facts.Groups.PrepareAsync(rows, _connection.Requester, log, cancellationToken);

    public bool IsToPrepare(int rows) => _facts.Groups.IsToPrepare(rows);

    public PreflightRow Row(PassRequest request, int number, IfPassExists ifExists, bool waitsForUser, object? tag = null) =>
        new(request, number, ifExists, waitsForUser, _facts, tag);

    public BulkRun Start(BulkOptions options, ITapLog log) => new(_connection.Client, _connection.ReadPace, _connection.Retries, options, log);

    /// <summary>How long issuing would take at the pace that the service has been granting; null while it has shown no limit.</summary>
    public TimeSpan? Forecast(long rows) =>
        _connection.WritePace.State(_connection.Client.Time.GetElapsedTime(0)).Rate is { } rate && rate > 0 ? TimeSpan.FromSeconds(rows / rate) : null;
}
