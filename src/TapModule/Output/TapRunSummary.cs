using System.Globalization;

namespace TapModule;

/// <summary>
/// How a run went. New-TapPass puts it into the variable that -SummaryVariable names when it begins and keeps it up to date, so that it
/// tells something after any ending; and writes it to the information stream at the end.
/// </summary>
public sealed class TapRunSummary
{
    private readonly SortedDictionary<string, int> _failedByReason = new(StringComparer.Ordinal);

    internal TapRunSummary()
    {
    }

    /// <summary>Rows that came to an end.</summary>
    public long Rows => Issued + Skipped + Failed;

    /// <summary>Rows that got their pass.</summary>
    public long Issued { get; internal set; }

    /// <summary>Of these, rows whose user is known to have had a live pass, which is gone. With -IfExists Replace nobody looks beforehand.</summary>
    public long Replaced { get; internal set; }

    /// <summary>Rows with nothing to do: the user has a pass and -IfExists is Skip, or the journal shows that the row was delivered.</summary>
    public long Skipped { get; internal set; }

    /// <summary>Rows that failed.</summary>
    public long Failed { get; private set; }

    /// <summary>Objects that were passed over because nothing is in any cell.</summary>
    public int Blank { get; internal set; }

    /// <summary>Of the failed ones, how many for each reason.</summary>
    public IReadOnlyDictionary<string, int> FailedByReason => _failedByReason;

    /// <summary>Of the failed ones, those of whom it is not known whether the service did it.</summary>
    public long Unknown => _failedByReason.TryGetValue("OutcomeUnknown", out var count) ? count : 0;

    /// <summary>Requests that were sent, each item of a batch counted.</summary>
    public long Requests { get; internal set; }

    /// <summary>Of these, throttled, and sent again later.</summary>
    public long Throttled { get; internal set; }

    /// <summary>The throttled share of the requests, 0 to 1.</summary>
    public double ThrottledShare => Requests == 0 ? 0 : (double)Throttled / Requests;

    /// <summary>Requests a second, throttled ones left out; what -MaxRate bounds. Rows for which nothing was sent do not count.</summary>
    /// <remarks>Over a run of a few rows it can be above that: the first request waits for nothing.</remarks>
    public double RatePerSecond => Elapsed > TimeSpan.Zero ? (Requests - Throttled) / Elapsed.TotalSeconds : 0;

    /// <summary>Since the first row was sent.</summary>
    public TimeSpan Elapsed { get; internal set; }

    /// <summary>
    /// After an early end: the users who hold, or may hold, a pass that is not known to have reached anybody. All of them, however many.
    /// </summary>
    public IReadOnlyList<string> UsersInDoubt { get; internal set; } = [];

    internal void AddFailure(string reason)
    {
        Failed++;
        _failedByReason[reason] = _failedByReason.TryGetValue(reason, out var count) ? count + 1 : 1;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var failed = Failed == 0 ? "" : $" ({string.Join(", ", _failedByReason.Select(reason => $"{reason.Key} {reason.Value}"))})";
        var blank = Blank == 0 ? "" : Blank == 1 ? "; 1 blank row" : $"; {Blank} blank rows";
        return string.Format(
            CultureInfo.InvariantCulture,
            "{0} rows in {1:hh\\:mm\\:ss}: {2} issued ({3} known to replace a pass), {4} skipped, {5} failed{6}{10}. {7} requests, {8:0.#} % throttled, {9:0.#} requests a second.",
            Rows, Elapsed, Issued, Replaced, Skipped, Failed, failed, Requests, ThrottledShare * 100, RatePerSecond, blank);
    }
}
