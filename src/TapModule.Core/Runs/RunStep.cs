using TapModule.Core.Bulk;
using TapModule.Core.Errors;

namespace TapModule.Core.Runs;

/// <summary>What the driving thread has to do next. Coming back to the run, in whatever way, says that it did it.</summary>
internal abstract record RunStep
{
    /// <summary>Put out the result of a row that is done or was skipped.</summary>
    internal sealed record Write(RowOutcome Outcome) : RunStep;

    /// <summary>Tell the failure of a row. That may end the caller; the first comes only when nothing is under way.</summary>
    internal sealed record Tell(RowOutcome Failed) : RunStep;

    /// <summary>Tell a warning. That may end the caller; the first comes only when nothing is under way.</summary>
    internal sealed record Warn(string Text) : RunStep;

    /// <summary>The run is over.</summary>
    /// <param name="Summary">How it went.</param>
    /// <param name="Fatal">Why it ended early; null if it did not.</param>
    internal sealed record End(RunSummary Summary, TapError? Fatal) : RunStep;
}
