using TapModule.Core.Bulk;
using TapModule.Core.Connections;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Journal;
using TapModule.Core.Passes;
using TapModule.Core.Text;

namespace TapModule.Core.Runs;

/// <summary>
/// A run that issues passes: lets each user in once, skips what an earlier run of the journal delivered, and records what happens.
/// </summary>
internal sealed class IssueRun : IDisposable
{
    private static readonly TimeSpan PaceInterval = TimeSpan.FromSeconds(10);

    private readonly GraphConnection _connection;
    private readonly JournalIndex? _earlier;
    private readonly Dictionary<Guid, int> _rowOfUser = [];
    private readonly JournalWriter? _journal;
    private BulkRun? _run;
    private TimeSpan _paceRecordedAt;

    private IssueRun(GraphConnection connection, JournalWriter? journal, JournalIndex? earlier)
    {
        _connection = connection;
        _journal = journal;
        _earlier = earlier;
    }

    /// <param name="connection">Where to issue.</param>
    /// <param name="journalPath">The journal; null for none.</param>
    /// <param name="version">The module's version.</param>
    /// <param name="isRehearsal">True if nothing will be sent: then the journal is read and not written.</param>
    /// <exception cref="TapServiceException"><see cref="TapReason.JournalUnusable"/>.</exception>
    public static IssueRun Begin(GraphConnection connection, string? journalPath, string version, bool isRehearsal = false)
    {
        if (journalPath is null) return new IssueRun(connection, null, null);
        var header = RunHeader.Of(connection, version);
        if (isRehearsal) return new IssueRun(connection, null, JournalIndex.Read(journalPath, header));
        var journal = JournalWriter.Open(journalPath, header, connection.Client.Time);
        return new IssueRun(connection, journal, journal.Earlier);
    }

    /// <summary>
    /// A second row for a user would make the first one's code, already handed out, useless. A user that was delivered by an earlier
    /// run is done, unless the row asks for something else now.
    /// </summary>
    public Admission Admit(PassCreation row)
    {
        var key = UserKey.Of(row.User);
        if (_rowOfUser.TryGetValue(key, out var first)) return Admission.Duplicate(row.User, row.Number, first);
        _rowOfUser.Add(key, row.Number);
        return Admission.After(_earlier?.Find(row.User), row.Request, row.Number);
    }

    public BulkRun Start(BulkOptions options, ITapLog log) =>
        _run = new BulkRun(_connection.Client, _connection.WritePace, _connection.Retries, options, log, _journal);

    /// <summary>The downstream commands have taken the pass.</summary>
    public void Delivered(RowOutcome outcome) => Record(journal => journal.Delivered(outcome.Row, (IssuedPass)outcome.Result!));

    public void Skipped(RowOutcome outcome) => Record(journal => journal.Skipped(outcome.Row, "the user has a pass"));

    public void Failed(RowOutcome outcome) => Record(journal => journal.Failed(outcome.Row, outcome.Error!));

    public void Ended(RunCounts counts) => Record(journal => journal.End(counts));

    /// <summary>The run ended early: records what was issued and reached nobody.</summary>
    /// <returns>The users who hold, or may hold, a pass that nobody has.</returns>
    public IReadOnlyList<string> Abandoned(IReadOnlyList<BulkRow> open, IReadOnlyList<RowOutcome> unwritten)
    {
        var issued = unwritten.Where(o => o.Result is IssuedPass).ToList();
        try
        {
            foreach (var outcome in issued) _journal?.Undelivered(outcome.Row, (IssuedPass)outcome.Result!);
        }
        catch (TapServiceException)
        {
            // A row that is sent and not delivered needs a new pass by itself; this line would only have said so more clearly.
        }

        return [.. issued.Select(o => o.Row.User), .. open.Select(r => r.User)];
    }

    public void Dispose() => _journal?.Dispose();

    /// <summary>
    /// A journal that cannot be written any more ends the run, but in order: what is in flight is still brought to its end and put out.
    /// </summary>
    private void Record(Action<JournalWriter> write)
    {
        if (_journal is null) return;
        try
        {
            write(_journal);
            RecordPace(_journal);
        }
        catch (TapServiceException failure)
        {
            _run?.Fail(failure.Error);
        }
    }

    private void RecordPace(JournalWriter journal)
    {
        if (_run is null) return;
        var counts = _run.Counts;
        if (counts.Elapsed - _paceRecordedAt < PaceInterval) return;
        _paceRecordedAt = counts.Elapsed;
        journal.Pace(counts);
    }
}
