using TapModule.Core.Bulk;
using TapModule.Core.Journal;
using TapModule.Core.Passes;

namespace TapModule.Core.Runs;

/// <summary>Keeps a run's record in a journal.</summary>
internal sealed class JournalRecord(JournalFile journal) : IRunRecord
{
    private static readonly TimeSpan FiguresInterval = TimeSpan.FromSeconds(10);

    private TimeSpan _figuresAt;

    public void Sending(IReadOnlyList<BulkRow> rows) => journal.Sent([.. rows.Select(row => Asked((CreatePassOperation)row))]);

    public void Settled(RowOutcome outcome, Settlement how, RunCounts counts)
    {
        var (number, user) = (outcome.Row.Number, outcome.Row.User);
        if (outcome.Error is { } error) journal.Failed(number, user, error);
        else if (outcome.Result is CreatePassResult issued) journal.Issued(number, user, issued, isDelivered: how == Settlement.Accepted);
        else journal.Skipped(number, user, SkipReasons.Text(outcome.Result));

        if (counts.Elapsed - _figuresAt < FiguresInterval) return;
        _figuresAt = counts.Elapsed;
        journal.Figures(FiguresOf(counts));
    }

    public void Ended(RunSummary summary)
    {
        journal.NeverSent([.. summary.NeverSent.Select(row => Asked((CreatePassOperation)row))]);
        journal.End(FiguresOf(summary.Counts), summary.IsComplete);
    }

    public void Dispose() => journal.Dispose();

    private static AskedRow Asked(CreatePassOperation row) => new(row.Number, row.Request);

    private static RunFigures FiguresOf(RunCounts counts) => new(
        counts.Added, counts.Done, counts.Skipped, counts.Failed, counts.Sent, counts.Throttled, Math.Round(counts.Elapsed.TotalSeconds, 3));
}
