using System.Globalization;

namespace TapModule;

/// <summary>What Test-TapPass found out about a whole file.</summary>
public sealed class TapReadinessSummary
{
    private readonly SortedDictionary<string, int> _problemsByReason = new(StringComparer.Ordinal);

    internal TapReadinessSummary()
    {
    }

    /// <summary>Rows that were checked.</summary>
    public long Rows => Ready + NotReady + CannotBeChecked;

    /// <summary>Rows that would get their pass.</summary>
    public long Ready { get; private set; }

    /// <summary>Rows that would not.</summary>
    public long NotReady { get; private set; }

    /// <summary>Rows of which it cannot be told.</summary>
    public long CannotBeChecked { get; private set; }

    /// <summary>How many rows have each problem; a row can have several.</summary>
    public IReadOnlyDictionary<string, int> ProblemsByReason => _problemsByReason;

    /// <summary>Rows that name a user whom an earlier row names.</summary>
    public int Duplicates => _problemsByReason.TryGetValue("DuplicateUser", out var count) ? count : 0;

    /// <summary>Objects that were passed over because nothing is in any cell.</summary>
    public int Blank { get; internal set; }

    /// <summary>Columns that are not used.</summary>
    public IReadOnlyList<string> UnusedColumns { get; internal set; } = [];

    /// <summary>How long issuing the ready rows would take at the pace that the service has been granting to this connection; null while it has shown no limit.</summary>
    public TimeSpan? ExpectedDuration { get; internal set; }

    internal void Add(TapReadiness readiness)
    {
        if (readiness.State == TapReadinessState.Ready) Ready++;
        else if (readiness.State == TapReadinessState.NotReady) NotReady++;
        else CannotBeChecked++;
        foreach (var reason in readiness.Problems.Select(problem => problem.Reason.ToString()))
            _problemsByReason[reason] = _problemsByReason.TryGetValue(reason, out var count) ? count + 1 : 1;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var problems = _problemsByReason.Count == 0 ? "" : $" ({string.Join(", ", _problemsByReason.Select(reason => $"{reason.Key} {reason.Value}"))})";
        var duration = ExpectedDuration is { } time
            ? string.Format(CultureInfo.InvariantCulture, "Issuing would take about {0:%d} days {0:hh\\:mm\\:ss} at the pace that the service has been granting.", time)
            : "How long issuing would take is not known: the service has shown this connection no limit yet.";
        var blank = Blank == 0 ? "" : Blank == 1 ? "; 1 blank row" : $"; {Blank} blank rows";
        return $"{Rows} rows: {Ready} ready, {NotReady} not ready{problems}, {CannotBeChecked} cannot be checked{blank}. {duration}";
    }
}
