using TapModule.Core.Bulk;
using TapModule.Core.Connections;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Journal;
using TapModule.Core.Passes;
using TapModule.Core.Runs;

namespace TapModule.Core.Preflight;

/// <summary>The check of a whole file: reads what holds for all rows once, and makes the rows. Remembers sixteen bytes of each row.</summary>
internal sealed class PreflightSession
{
    private readonly GraphConnection _connection;
    private readonly PreflightContext _facts;
    private readonly RowAdmission _admission;

    private PreflightSession(GraphConnection connection, PreflightContext facts, JournalIndex? earlier)
    {
        _connection = connection;
        _facts = facts;
        _admission = new RowAdmission(earlier);
    }

    /// <param name="connection">The tenant.</param>
    /// <param name="journalPath">The journal of the run to come; null for none. It is only read.</param>
    /// <param name="log">For remarks.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="TapServiceException">The sign-in is no good any more, or the journal cannot be used.</exception>
    public static async Task<PreflightSession> BeginAsync(GraphConnection connection, string? journalPath, ITapLog log, CancellationToken cancellationToken)
    {
        var earlier = journalPath is null ? null : JournalIndex.Read(journalPath, IssueRun.Header(connection));
        return new PreflightSession(connection, await PreflightContext.ReadAsync(connection, log, cancellationToken).ConfigureAwait(false), earlier);
    }

    /// <summary>
    /// What issuing would reject without sending anything, or pass over because an earlier run did it: a finding of the check. Null for a
    /// row that is to be looked at, which counts as named from now on.
    /// </summary>
    public RowOutcome? Admit(PassRequest request, RowRef row)
    {
        if (_admission.Check(request, row) is { } ended) return ended;
        _admission.Admit(request, row);
        return null;
    }

    /// <summary>To be called before each row is made: with many rows, some things are cheaper to read at once.</summary>
    public Task PrepareAsync(int rows, ITapLog log, CancellationToken cancellationToken) => _facts.Groups.PrepareAsync(rows, _connection.Requester, log, cancellationToken);

    public bool IsToPrepare(int rows) => _facts.Groups.IsToPrepare(rows);

    public PreflightRow Row(PassRequest request, RowRef row, TapIfExists ifExists, bool waitsForUser) => new(request, row, ifExists, waitsForUser, _facts);

    public RunDriver Start(BulkOptions options, ITapLog log) => new(_connection, Lane.Read, options, explain: null, record: null, log);

    /// <summary>How long issuing would take at the pace that the service has been granting; null while it has shown no limit.</summary>
    public TimeSpan? Forecast(long rows) =>
        _connection.Lanes[Lane.Write].State.Rate is { } rate && rate > 0 ? TimeSpan.FromSeconds(rows / rate) : null;
}
