namespace TapModule.Core.Reports;

/// <summary>One line of the report's table. All texts are as they are to be read; none is ever a pass.</summary>
internal sealed record ReportRow
{
    public required string User { get; init; }

    /// <summary>The display name; empty where it is not known.</summary>
    public string Name { get; init; } = "";

    /// <summary>How the row of a run ended; empty for a user who comes from no run.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>What the user's pass is like now; empty where none was read.</summary>
    public string State { get; init; } = "";

    /// <summary>Why it did not end well.</summary>
    public string Reason { get; init; } = "";

    public DateTimeOffset? Created { get; init; }

    public DateTimeOffset? Expires { get; init; }

    /// <summary>Whether the user has registered a method since; empty where that was not asked for.</summary>
    public string Enrolment { get; init; } = "";

    public string Methods { get; init; } = "";

    public string PassId { get; init; } = "";
}
