using System.Text.Json;
using TapModule.Core.Errors;
using TapModule.Core.Files;
using TapModule.Core.Text;

namespace TapModule.Core.Journal;

/// <summary>The runs of a journal: the view of it that tells everything. Reads also while a run writes, and changes nothing.</summary>
internal sealed class RunHistory
{
    private readonly List<RecordedRun> _runs = [];
    private readonly HashSet<string> _passIds = new(StringComparer.OrdinalIgnoreCase);
    private Dictionary<(int Number, Guid User), RecordedRow> _rows = [];

    private RunHistory()
    {
    }

    /// <summary>The runs of a journal, oldest first.</summary>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.JournalUnusable"/>: missing, unreadable, damaged, or not a journal.</exception>
    public static IReadOnlyList<RecordedRun> Read(string path)
    {
        var history = new RunHistory();
        bool isBeingWritten;
        try
        {
            // Before the reading: a run that ends meanwhile is then called running at worst, never ended while it still writes.
            isBeingWritten = SharedFile.IsBeingWritten(path);
            using var file = SharedFile.OpenRead(path);
            JournalFormat.Read(file, path, history.Take);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new TapServiceException(ErrorTable.Describe(
                TapErrorId.JournalUnusable,
                $"The journal '{path}' cannot be read: {ForeignText.Of(failure)}",
                advice: "Check the path, and that the file may be read.") with
            { Cause = ForeignText.Strip(failure) });
        }

        history.Finish(isBeingWritten);
        return history._runs;
    }

    private void Take(JournalEvent what, JsonElement line)
    {
        var at = line.Date(JournalFormat.At) ?? default;
        if (what == JournalEvent.Run)
        {
            BeginRun(line, at);
            return;
        }

        var run = _runs[_runs.Count - 1];
        run.LastLineAt = at;
        if (what is JournalEvent.Pace or JournalEvent.End)
        {
            run.Figures.Add(new RecordedFigures(at, FiguresOf(line)));
            if (what == JournalEvent.Pace) return;
            run.HasEnded = true;
            run.IsComplete = line.Flag(JournalFormat.IsComplete) ?? true;
        }
        else if (line.Text(JournalFormat.User) is { } user)
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
                RunId = Guid.TryParse(line.Text(JournalFormat.Run), out var id) ? id : Guid.Empty,
                StartedAt = at,
                TenantId = line.Text(JournalFormat.Tenant),
                Cloud = line.Text(JournalFormat.Cloud),
                Operator = line.Text(JournalFormat.Operator),
                ClientId = line.Text(JournalFormat.Client),
                Version = line.Text(JournalFormat.ModuleVersion),
            },
        });
    }

    /// <summary>A row is known by its number and its user: a user may be named by several rows, of which all but one were refused.</summary>
    private void TakeRow(RecordedRun run, JournalEvent what, JsonElement line, string user, DateTimeOffset at)
    {
        var key = (line.Number(JournalFormat.Row) ?? 0, UserKey.Of(user));
        if (!_rows.TryGetValue(key, out var row))
        {
            row = new RecordedRow
            {
                User = user,
                Number = key.Item1,
                SentAt = what == JournalEvent.Sent ? at : null,
                LifetimeInMinutes = line.Number(JournalFormat.Lifetime),
                StartDateTime = line.Date(JournalFormat.Start),
                IsUsableOnce = line.Flag(JournalFormat.IsUsableOnce),
            };
            _rows.Add(key, row);
            run.Rows.Add(row);
        }

        if (what == JournalEvent.Sent) return;
        row.EndedAt = at;
        row.Reason = line.Text(JournalFormat.Reason) ?? line.Text(JournalFormat.Why);
        row.Outcome = OutcomeOf(what, row.Reason);
        row.PassId = line.Text(JournalFormat.PassId);
        if (row.PassId is not null) _passIds.Add(row.PassId);
        row.CreatedDateTime = line.Date(JournalFormat.Created);
        row.ExpirationDateTime = line.Date(JournalFormat.Expires);
        row.HadPass = line.Flag(JournalFormat.Replaced);
        row.Status = line.Number(JournalFormat.Status);
        row.GraphCode = line.Text(JournalFormat.Code);
        row.GraphMessage = line.Text(JournalFormat.Message);
        row.RequestId = line.Text(JournalFormat.RequestId);
    }

    private static TapRunOutcome OutcomeOf(JournalEvent what, string? reason) => what switch
    {
        JournalEvent.Delivered => TapRunOutcome.Delivered,
        JournalEvent.Undelivered => TapRunOutcome.Undelivered,
        JournalEvent.Skipped => TapRunOutcome.Skipped,
        JournalEvent.NotSent => TapRunOutcome.NotSent,
        _ when reason == nameof(TapErrorId.OutcomeUnknown) => TapRunOutcome.Unknown,
        _ => TapRunOutcome.Failed,
    };

    private void Finish(bool isBeingWritten)
    {
        var later = new Dictionary<Guid, TapRunOutcome>();
        for (var i = _runs.Count - 1; i >= 0; i--)
        {
            var run = _runs[i];
            // The end line is written before the file is let go.
            run.IsRunning = isBeingWritten && i == _runs.Count - 1 && !run.HasEnded;
            foreach (var row in run.Rows)
            {
                if (row.Outcome == TapRunOutcome.Sent && !run.IsRunning) row.Outcome = TapRunOutcome.Unknown;
                if (later.TryGetValue(UserKey.Of(row.User), out var outcome)) row.Later = outcome;
            }

            foreach (var row in run.Rows.Where(row => row.WasSent && !later.ContainsKey(UserKey.Of(row.User)))) later.Add(UserKey.Of(row.User), row.Outcome);
        }
    }

    private static RunFigures FiguresOf(JsonElement line)
    {
        return new RunFigures(
            Count(JournalFormat.Rows), Count(JournalFormat.Done), Count(JournalFormat.SkippedRows), Count(JournalFormat.FailedRows),
            Count(JournalFormat.Requests), Count(JournalFormat.Throttled) + Count(JournalFormat.ThrottledInFormat1), Figure(JournalFormat.Seconds));

        long Count(string name) => (long)Figure(name);

        double Figure(string name) =>
            line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : 0;
    }
}
