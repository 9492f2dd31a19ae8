using System.Text.Json;
using TapModule.Core.Errors;
using TapModule.Core.Files;
using TapModule.Core.Text;

namespace TapModule.Core.Journal;

/// <summary>Reads what a journal tells of its runs, also while it is being written. Changes nothing.</summary>
internal sealed class JournalHistory
{
    private readonly List<RecordedRun> _runs = [];
    private readonly HashSet<string> _passIds = new(StringComparer.OrdinalIgnoreCase);
    private Dictionary<Guid, RecordedRow> _rows = [];

    private JournalHistory()
    {
    }

    /// <summary>The runs of a journal, oldest first.</summary>
    /// <exception cref="TapServiceException"><see cref="TapReason.JournalUnusable"/>: missing, unreadable, locked, damaged, or no journal.</exception>
    public static IReadOnlyList<RecordedRun> Read(string path)
    {
        var history = new JournalHistory();
        bool isBeingWritten;
        try
        {
            // Before the reading: a run that ends meanwhile is then called running at worst, never ended while it still writes.
            isBeingWritten = SharedFile.IsBeingWritten(path);
            using var file = SharedFile.OpenRead(path);
            JournalReader.Read(file, path, history.Take);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new TapServiceException(ErrorTable.Describe(
                TapReason.JournalUnusable,
                $"The journal '{path}' cannot be read: {ForeignText.Of(failure)}",
                advice: "Check the path, and that the file may be read.") with { Cause = ForeignText.Strip(failure) });
        }

        history.Finish(isBeingWritten);
        return history._runs;
    }

    private void Take(JournalEvent what, JsonElement line)
    {
        var at = JournalReader.Date(line, "at") ?? default;
        if (what == JournalEvent.Run)
        {
            BeginRun(line, at);
            return;
        }

        var run = _runs[_runs.Count - 1];
        run.LastLineAt = at;
        if (what is JournalEvent.Pace or JournalEvent.End)
        {
            run.Pace.Add(ReadPace(line, at));
            run.HasEnded = what == JournalEvent.End;
        }
        else if (JournalReader.Text(line, "user") is { } user)
        {
            TakeRow(run, what, line, user, at);
        }
    }

    private void BeginRun(JsonElement line, DateTimeOffset at)
    {
        if (_runs.Count > 0) _runs[_runs.Count - 1].NextRunAt = at;
        _rows = [];
        _runs.Add(new RecordedRun
        {
            LastLineAt = at,
            KnownPassIds = _passIds,
            Header = new RunHeader
            {
                RunId = Guid.TryParse(JournalReader.Text(line, "run"), out var id) ? id : Guid.Empty,
                StartedAt = at,
                TenantId = JournalReader.Text(line, "tenant"),
                Cloud = JournalReader.Text(line, "cloud"),
                Operator = JournalReader.Text(line, "operator"),
                ClientId = JournalReader.Text(line, "client"),
                Version = JournalReader.Text(line, "version"),
            },
        });
    }

    private void TakeRow(RecordedRun run, JournalEvent what, JsonElement line, string user, DateTimeOffset at)
    {
        var key = UserKey.Of(user);
        if (!_rows.TryGetValue(key, out var row))
        {
            row = new RecordedRow
            {
                User = user,
                Number = JournalReader.Number(line, "row") ?? 0,
                SentAt = what == JournalEvent.Sent ? at : null,
                LifetimeInMinutes = JournalReader.Number(line, "lifetimeInMinutes"),
                StartDateTime = JournalReader.Date(line, "startDateTime"),
                IsUsableOnce = JournalReader.Flag(line, "isUsableOnce"),
            };
            _rows.Add(key, row);
            run.Rows.Add(row);
        }

        if (what == JournalEvent.Sent) return;
        row.EndedAt = at;
        row.Reason = JournalReader.Text(line, "reason") ?? JournalReader.Text(line, "why");
        row.Outcome = what switch
        {
            JournalEvent.Delivered => RecordedOutcome.Delivered,
            JournalEvent.Undelivered => RecordedOutcome.Undelivered,
            JournalEvent.Skipped => RecordedOutcome.Skipped,
            _ when row.Reason == nameof(TapReason.OutcomeUnknown) => RecordedOutcome.Unknown,
            _ => RecordedOutcome.Failed,
        };
        row.PassId = JournalReader.Text(line, "passId");
        if (row.PassId is not null) _passIds.Add(row.PassId);
        row.CreatedDateTime = JournalReader.Date(line, "createdDateTime");
        row.ExpirationDateTime = JournalReader.Date(line, "expirationDateTime");
        row.HadPass = JournalReader.Flag(line, "replaced");
        row.Status = JournalReader.Number(line, "status");
        row.GraphCode = JournalReader.Text(line, "code");
        row.GraphMessage = JournalReader.Text(line, "message");
        row.RequestId = JournalReader.Text(line, "requestId");
    }

    private void Finish(bool isBeingWritten)
    {
        var later = new Dictionary<Guid, RecordedOutcome>();
        for (var i = _runs.Count - 1; i >= 0; i--)
        {
            var run = _runs[i];
            // The end line is written before the file is let go.
            run.IsRunning = isBeingWritten && i == _runs.Count - 1 && !run.HasEnded;
            foreach (var row in run.Rows)
            {
                if (row.Outcome == RecordedOutcome.Sent && !run.IsRunning) row.Outcome = RecordedOutcome.Unknown;
                if (later.TryGetValue(UserKey.Of(row.User), out var outcome)) row.Later = outcome;
            }

            foreach (var row in run.Rows.Where(row => !later.ContainsKey(UserKey.Of(row.User)))) later.Add(UserKey.Of(row.User), row.Outcome);
        }
    }

    private static RecordedPace ReadPace(JsonElement line, DateTimeOffset at) => new(
        at, Figure(line, "seconds"), (long)Figure(line, "done"), (long)Figure(line, "skipped"), (long)Figure(line, "failed"), (long)Figure(line, "requests"), (long)Figure(line, "refused"));

    private static double Figure(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : 0;
}
