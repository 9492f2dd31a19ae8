using TapModule.Core.Bulk;
using TapModule.Core.Errors;
using TapModule.Core.Runs;

namespace TapModule.Core.Tests.Support;

/// <summary>A caller of a run that keeps what it is told, in the order in which it was told.</summary>
internal sealed class TestSink : IRunSink
{
    private readonly List<RowOutcome> _outcomes = [];

    /// <summary>Results and failures.</summary>
    public IReadOnlyList<RowOutcome> Outcomes => _outcomes;

    public List<string> Warnings { get; } = [];

    /// <summary>Called for each result; what it throws ends the caller, as a downstream command does.</summary>
    public Action<RowOutcome>? OnWrite { get; init; }

    /// <summary>Called for each failure; what it throws ends the caller, as -ErrorAction Stop does.</summary>
    public Action<RowOutcome>? OnTell { get; init; }

    public void Write(RowOutcome outcome)
    {
        OnWrite?.Invoke(outcome);
        _outcomes.Add(outcome);
    }

    public void Tell(RowOutcome failed)
    {
        OnTell?.Invoke(failed);
        _outcomes.Add(failed);
    }

    public void Warn(string text) => Warnings.Add(text);

    public void Idle(RunCounts counts, bool hasAllRows)
    {
    }

    /// <summary>Carries rows out as the cmdlets do.</summary>
    /// <returns>Why the run ended early; null if it did not.</returns>
    public TapError? Carry(RunDriver run, IEnumerable<BulkRow> rows)
    {
        try
        {
            foreach (var row in rows) run.Add(row, this, default);
            run.Finish(this, default);
            return null;
        }
        catch (TapServiceException failure)
        {
            return failure.Error;
        }
    }
}
