namespace TapModule.Core.Reports;

/// <summary>Everything that a report shows.</summary>
internal sealed record ReportContent
{
    /// <summary>The outcome of a row whose user a later run took up again. It counts there.</summary>
    public const string TakenUpLater = "Taken up later";

    public required string Title { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Version { get; init; }

    public IReadOnlyList<ReportRow> Rows { get; init; } = [];

    public IReadOnlyList<ReportRun> Runs { get; init; } = [];

    public IReadOnlyList<ReportFailure> Failures { get; init; } = [];

    public IReadOnlyList<Share> Outcomes => Shares(r => r.Outcome == TakenUpLater ? "" : r.Outcome, ["Delivered", "Undelivered", "Unknown", "Sent", "Skipped", "Failed"]);

    public IReadOnlyList<Share> States => Shares(r => r.State, ["Usable", "NotYetValid", "Used", "Expired", "DisabledByPolicy", "Unknown", "None"]);

    public IReadOnlyList<Share> Enrolments => Shares(r => r.Enrolment, ["Since", "Undated", "Earlier", "None", "CannotBeRead"]);

    /// <summary>The ends that lie ahead.</summary>
    public IReadOnlyList<DateTimeOffset> ComingEnds =>
        [.. Rows.Where(r => r.Expires > At && r.Outcome != TakenUpLater && (r.State is "" or "Usable" or "NotYetValid")).Select(r => r.Expires!.Value).OrderBy(e => e)];

    private List<Share> Shares(Func<ReportRow, string> by, string[] order)
    {
        var counts = Rows.GroupBy(by).ToDictionary(g => g.Key, g => g.Count());
        return [.. order.Where(counts.ContainsKey).Select(name => new Share(name, counts[name]))];
    }
}

/// <summary>How many there are of a kind.</summary>
internal readonly record struct Share(string Name, int Count);
