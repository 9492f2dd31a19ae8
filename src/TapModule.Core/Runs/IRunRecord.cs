using TapModule.Core.Bulk;
using TapModule.Core.Errors;

namespace TapModule.Core.Runs;

/// <summary>What the caller did with an outcome.</summary>
internal enum Settlement
{
    /// <summary>It came back for more after it was given the outcome: the downstream commands have taken it.</summary>
    Accepted,

    /// <summary>It did not come back: nobody is known to have the outcome.</summary>
    NotAccepted,

    /// <summary>The row failed. That is recorded before it is told, for telling it may end the caller.</summary>
    Failed,
}

/// <summary>What remembers a run: the journal, or nothing.</summary>
internal interface IRunRecord : IDisposable
{
    /// <summary>These rows are about to be sent, for the first time. Called from any thread, several at a time.</summary>
    /// <exception cref="TapServiceException">It cannot be recorded. Nothing is sent then, and the run ends in order.</exception>
    void Sending(IReadOnlyList<BulkRow> rows);

    /// <summary>What became of an outcome.</summary>
    /// <exception cref="TapServiceException">It cannot be recorded.</exception>
    void Settled(RowOutcome outcome, Settlement how, RunCounts counts);

    /// <summary>The run is over; called in every ending that leaves time for it.</summary>
    /// <exception cref="TapServiceException">It cannot be recorded.</exception>
    void Ended(RunSummary summary);
}
