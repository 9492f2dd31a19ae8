using System.Management.Automation;
using TapModule.Core.Reports;
using TapModule.State;

namespace TapModule.Binding;

/// <summary>Takes passes, runs and rows of runs in any order, and puts together what a report shows. Takes no code from a pass.</summary>
internal sealed class ReportInput
{
    private readonly List<TapRunRow> _rows = [];
    private readonly HashSet<(string Path, Guid Run, string User)> _known = [];
    private readonly List<TapRun> _runs = [];
    private readonly Dictionary<string, TapPass> _passes = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _users = [];

    /// <summary>Whether nothing came that could be shown.</summary>
    public bool IsEmpty => _runs.Count == 0 && _passes.Count == 0;

    public void Take(TapRun run)
    {
        TakeHead(run);
        foreach (var row in run.GetRows()) Take(row);
    }

    public void Take(TapRunRow row)
    {
        TakeHead(row.Run);
        // A run and its rows may both come; each row counts once.
        if (_known.Add((row.Run.Path, row.RunId, row.UserId.ToUpperInvariant()))) _rows.Add(row);
    }

    public void Take(TapPass pass)
    {
        if (!_passes.ContainsKey(pass.UserId)) _users.Add(pass.UserId);
        // The last reading counts.
        _passes[pass.UserId] = pass;
    }

    public ReportContent Finish(string title, DateTimeOffset at)
    {
        var inRuns = new HashSet<string>(_rows.Select(r => r.UserId), StringComparer.OrdinalIgnoreCase);
        return new ReportContent
        {
            Title = title,
            At = at,
            Version = ModuleVersion.Text,
            Rows = [.. _rows.Select(Line), .. _users.Where(u => !inRuns.Contains(u)).Select(u => Line(_passes[u]))],
            Runs = [.. _runs.OrderBy(r => r.StartedAt).Select(Line)],
            Failures = Failures(),
        };
    }

    private void TakeHead(TapRun run)
    {
        if (!_runs.Any(r => r.RunId == run.RunId && r.Path == run.Path)) _runs.Add(run);
    }

    private ReportRow Line(TapRunRow row)
    {
        var line = new ReportRow
        {
            User = row.UserId,
            Outcome = row.LaterOutcome is null ? row.Outcome.ToString() : ReportContent.TakenUpLater,
            Reason = row.Reason ?? "",
            Created = row.Record.CreatedDateTime,
            Expires = row.Record.ExpirationDateTime,
            PassId = row.PassId ?? "",
        };
        // What the user has now belongs to the last row that names the user.
        return row.LaterOutcome is null && _passes.TryGetValue(row.UserId, out var pass) ? With(line, pass) : line;
    }

    private static ReportRow Line(TapPass pass) => With(new ReportRow { User = pass.UserId }, pass);

    /// <summary>What the row that the pass came from says of the person.</summary>
    private static string Of(TapPass pass, string column) => HandoverInput.Cell(PSObject.AsPSObject(pass), column)?.Trim() ?? "";

    private static ReportRow With(ReportRow line, TapPass pass) => line with
    {
        User = Guid.TryParse(line.User, out _) && Of(pass, "UserPrincipalName") is { Length: > 0 } name ? name : line.User,
        Name = Of(pass, "DisplayName"),
        State = pass.State.ToString(),
        Created = pass.Created ?? line.Created,
        Expires = pass.Expiration ?? line.Expires,
        Enrolment = pass.Enrolment == TapEnrolment.NotRead ? "" : pass.Enrolment.ToString(),
        Methods = pass.Methods is null ? "" : string.Join(", ", pass.Methods.Where(m => m.Kind != "password").Select(m => m.Kind)),
        PassId = pass.PassId.Length > 0 ? pass.PassId : line.PassId,
    };

    private static ReportRun Line(TapRun run) => new()
    {
        Journal = Path.GetFileName(run.Path),
        StartedAt = run.StartedAt,
        State = run.State.ToString(),
        Duration = run.Duration,
        Operator = run.Operator ?? "",
        Tenant = run.TenantId ?? "",
        Rows = run.Rows,
        Delivered = run.Delivered,
        Failed = run.Failed,
        Lost = run.Undelivered + run.Unknown,
        Pace = [.. run.Pace.Select(p => new PacePoint(p.Seconds, p.Done, p.Throttled))],
    };

    private ReportFailure[] Failures() =>
    [
        .. _rows.Where(r => r.LaterOutcome is null && (r.Outcome is TapRunOutcome.Failed or TapRunOutcome.Unknown or TapRunOutcome.Undelivered or TapRunOutcome.NotSent))
            .GroupBy(r => r.Outcome == TapRunOutcome.Failed ? r.Reason ?? "Failed" : r.Outcome.ToString())
            .OrderByDescending(g => g.Count())
            .Select(g => new ReportFailure(g.Key, g.Count(), g.First().Advice ?? "", g.Select(r => r.GraphMessage).FirstOrDefault(m => m is not null) ?? "")),
    ];
}
