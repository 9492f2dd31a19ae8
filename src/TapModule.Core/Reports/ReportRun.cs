namespace TapModule.Core.Reports;

/// <summary>A run, as the report lists and draws it.</summary>
internal sealed record ReportRun
{
    public required string Journal { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public string State { get; init; } = "";

    public TimeSpan Duration { get; init; }

    public string Operator { get; init; } = "";

    public string Tenant { get; init; } = "";

    public int Rows { get; init; }

    public int Delivered { get; init; }

    public int Failed { get; init; }

    /// <summary>Rows whose user needs a new pass because nobody has the one that was, or may have been, issued.</summary>
    public int Lost { get; init; }

    /// <summary>The figures over time, counted from the start.</summary>
    public IReadOnlyList<PacePoint> Pace { get; init; } = [];
}

/// <summary>How a run stood after so many seconds.</summary>
internal readonly record struct PacePoint(double Seconds, long Issued, long Throttled);
