using System.Globalization;
using System.Management.Automation;
using TapModule.Core.Errors;
using TapModule.Core.Journal;

namespace TapModule;

/// <summary>
/// One row of a recorded run. Piped into another command it stands for its user; what was asked for then is not asked for again by itself.
/// Holds no pass; a journal has none.
/// </summary>
public sealed class TapRunRow
{
    internal TapRunRow(TapRun run, RecordedRow record)
    {
        Run = run;
        Record = record;
        Outcome = record.Outcome;
        LaterOutcome = record.Later;
    }

    /// <summary>The user, as given then.</summary>
    public string UserId => Record.User;

    /// <summary>The row's number in that run's input; null for a user given by itself.</summary>
    public int? RowNumber => Record.Number > 0 ? Record.Number : null;

    /// <summary>How it stands.</summary>
    public TapRunOutcome Outcome { get; }

    /// <summary>How the same user's row ended in the last run of this journal that names the user; null if this run is that.</summary>
    public TapRunOutcome? LaterOutcome { get; }

    /// <summary>Why it failed, as the stable reason that errors carry, or why it was skipped.</summary>
    public string? Reason => Record.Reason;

    /// <summary>What to do about it; null if there is nothing to do or to say.</summary>
    public string? Advice => Outcome switch
    {
        TapRunOutcome.Failed => AdviceOn(Record.Reason),
        TapRunOutcome.Unknown => AdviceOn(nameof(TapErrorId.OutcomeUnknown)),
        TapRunOutcome.NotSent => "The run ended before this row. Run the same line with the same -Journal again.",
        TapRunOutcome.Undelivered => "The pass reached nobody. Run the same line with the same -Journal again: it issues a new one.",
        _ => null,
    };

    /// <summary>The pass's id, Graph's <c>id</c>; null if none is known to have been issued.</summary>
    public string? PassId => Record.PassId;

    /// <summary>When the pass was created, by the service's clock.</summary>
    public PSObject? CreatedDateTime => IsoTime.Of(Record.CreatedDateTime);

    /// <summary>When the pass ends.</summary>
    public PSObject? ExpirationDateTime => IsoTime.Of(Record.ExpirationDateTime);

    /// <summary>The lifetime that was asked for; null if none was.</summary>
    public int? LifetimeInMinutes => Record.LifetimeInMinutes;

    /// <summary>The start that was asked for; null if none was.</summary>
    public PSObject? StartDateTime => IsoTime.Of(Record.StartDateTime);

    /// <summary>What was asked for; null if nothing was.</summary>
    public bool? IsUsableOnce => Record.IsUsableOnce;

    /// <summary>Whether the user had a live pass before; null if that was not looked at.</summary>
    public bool? Replaced => Record.HadPass;

    /// <summary>When it was about to be sent, by the clock of the machine that ran.</summary>
    public PSObject? SentAt => IsoTime.Of(Record.SentAt);

    /// <summary>When its outcome was recorded, by the same clock.</summary>
    public PSObject? EndedAt => IsoTime.Of(Record.EndedAt);

    /// <summary>The HTTP status of a failure.</summary>
    public int? Status => Record.Status;

    /// <summary>Graph's error code of a failure.</summary>
    public string? GraphCode => Record.GraphCode;

    /// <summary>Graph's message of a failure, word for word.</summary>
    public string? GraphMessage => Record.GraphMessage;

    /// <summary>The service's id of the failed request, for Microsoft's support.</summary>
    public string? RequestId => Record.RequestId;

    /// <summary>The run that it is of.</summary>
    public Guid RunId => Run.RunId;

    internal TapRun Run { get; }

    internal RecordedRow Record { get; }

    /// <summary>Whether a pass was issued for it, or may have been.</summary>
    internal bool MayHavePass => Outcome is TapRunOutcome.Delivered or TapRunOutcome.Undelivered or TapRunOutcome.Unknown or TapRunOutcome.Sent;

    /// <summary>
    /// Whether its user still waits for a pass, as far as this journal knows. A row that was refused for what it said does not: what it
    /// meant, only its file tells.
    /// </summary>
    internal bool NeedsPass => LaterOutcome is null && Outcome switch
    {
        TapRunOutcome.Undelivered or TapRunOutcome.Unknown or TapRunOutcome.NotSent => true,
        TapRunOutcome.Failed => Reason is not (nameof(TapErrorId.InvalidRow) or nameof(TapErrorId.DuplicateUser) or nameof(TapErrorId.JournalConflict)),
        _ => false,
    };

    /// <inheritdoc/>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}: {1}{2}", UserId, Outcome, Reason is null ? "" : $" ({Reason})");

    /// <summary>What to do about a reason; null if it is none that this version knows.</summary>
    internal static string? AdviceOn(string? reason) => Enum.TryParse<TapErrorId>(reason, out var known) ? ErrorTable.Rule(known).Advice : null;
}
