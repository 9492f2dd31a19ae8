namespace TapModule;

/// <summary>How a run stood at a moment; all figures are counted from its start.</summary>
public sealed class TapRunPace
{
    internal TapRunPace()
    {
    }

    /// <summary>When that was.</summary>
    public DateTimeOffset At { get; internal init; }

    /// <summary>Seconds since the run's first row.</summary>
    public double Seconds { get; internal init; }

    /// <summary>Passes issued.</summary>
    public long Done { get; internal init; }

    /// <summary>Rows with nothing to do.</summary>
    public long Skipped { get; internal init; }

    /// <summary>Rows that failed.</summary>
    public long Failed { get; internal init; }

    /// <summary>Requests sent, each item of a batch counted.</summary>
    public long Requests { get; internal init; }

    /// <summary>Of these, refused because of the service's limits.</summary>
    public long Throttled { get; internal init; }

    internal static TapRunPace Of(Core.Journal.RecordedFigures figures) => new()
    {
        At = figures.At,
        Seconds = figures.Values.Seconds,
        Done = figures.Values.Done,
        Skipped = figures.Values.Skipped,
        Failed = figures.Values.Failed,
        Requests = figures.Values.Requests,
        Throttled = figures.Values.Throttled,
    };
}
