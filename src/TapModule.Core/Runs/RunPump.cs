using TapModule.Core.Bulk;
using TapModule.Core.Errors;

namespace TapModule.Core.Runs;

/// <summary>A caller that is told what to do, instead of asking for steps.</summary>
internal interface IRunSink
{
    /// <summary>Puts out all objects of a row that is done or was skipped. That it returns says that they were taken.</summary>
    void Write(RowOutcome outcome);

    /// <summary>Tells the failure of a row. May not return.</summary>
    void Tell(RowOutcome failed);

    /// <summary>Tells a warning. May not return.</summary>
    void Warn(string text);

    /// <summary>Time to show progress and remarks.</summary>
    void Idle(RunCounts counts, bool hasAllRows);
}

/// <summary>Drives a run for a sink. All on the calling thread.</summary>
internal static class RunPump
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    /// <summary>Gives a row to the run, and puts out what has come meanwhile.</summary>
    public static void Add(this RunDriver run, BulkRow row, IRunSink sink, CancellationToken stop)
    {
        while (!run.TryAdd(row)) run.Step(Tick, sink, stop);
        run.Flush(sink, stop);
    }

    /// <summary>Puts out what has come; before a prompt too, for nothing that is done should wait behind one.</summary>
    /// <exception cref="TapServiceException">The run cannot go on; everything was put out.</exception>
    public static void Flush(this RunDriver run, IRunSink sink, CancellationToken stop)
    {
        if (run.IsFaulted) run.Finish(sink, stop);
        while (run.Step(run.IsDraining ? Tick : TimeSpan.Zero, sink, stop) || run.IsDraining)
        {
        }
    }

    /// <summary>Puts out everything that is still to come.</summary>
    /// <exception cref="TapServiceException">The run ended early; everything was put out before.</exception>
    public static RunSummary Finish(this RunDriver run, IRunSink sink, CancellationToken stop)
    {
        if (!run.IsFaulted) run.Complete();
        while (true)
        {
            if (!run.TryTake(Tick, stop, out var step))
            {
                sink.Idle(run.Counts, run.IsInputComplete);
                continue;
            }

            Do(step, sink);
            if (step is not RunStep.End end) continue;
            sink.Idle(end.Summary.Counts, run.IsInputComplete);
            return end.Summary;
        }
    }

    private static bool Step(this RunDriver run, TimeSpan wait, IRunSink sink, CancellationToken stop)
    {
        var hasCome = run.TryTake(wait, stop, out var step);
        if (hasCome) Do(step, sink);
        sink.Idle(run.Counts, run.IsInputComplete);
        return hasCome;
    }

    private static void Do(RunStep step, IRunSink sink)
    {
        if (step is RunStep.Write write) sink.Write(write.Outcome);
        else if (step is RunStep.Tell tell) sink.Tell(tell.Failed);
        else if (step is RunStep.Warn warn) sink.Warn(warn.Text);
        else if (step is RunStep.End { Fatal: { } fatal, Summary: var summary }) throw new TapServiceException(Told(fatal, summary.NeverSent.Count));
    }

    private static TapError Told(TapError fatal, int neverSent) => neverSent switch
    {
        0 => fatal,
        1 => fatal with { Message = $"{fatal.Message} 1 row that was read, and all rows after it, were not sent." },
        _ => fatal with { Message = $"{fatal.Message} {neverSent} rows that were read, and all rows after them, were not sent." },
    };
}
