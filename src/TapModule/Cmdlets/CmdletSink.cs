using System.Management.Automation;
using TapModule.Core.Bulk;
using TapModule.Core.Errors;
using TapModule.Core.Runs;
using TapModule.Errors;

namespace TapModule.Cmdlets;

/// <summary>Writes what a run puts out into the cmdlet's streams. Pipeline thread only.</summary>
/// <remarks>Internal, and not a part of the cmdlet: an exported type that implements an interface of Core would load Core on import.</remarks>
internal sealed class CmdletSink(Cmdlet cmdlet, CmdletLog log, ProgressMeter progress, Action<RowOutcome> write, Action<TapError> onFailed) : IRunSink
{
    public void Write(RowOutcome outcome) => write(outcome);

    public void Tell(RowOutcome failed)
    {
        onFailed(failed.Error!);
        cmdlet.WriteError(TapErrors.ToRecord(failed.Error!));
    }

    public void Warn(string text) => cmdlet.WriteWarning(text);

    public void Idle(RunCounts counts, bool hasAllRows)
    {
        log.Write();
        progress.Show(counts, hasAllRows);
    }

    /// <summary>Takes the progress bar away.</summary>
    public void Complete() => progress.Complete();
}
