using System.Management.Automation;
using TapModule.Cmdlets;
using TapModule.Core.Bulk;
using TapModule.Core.Errors;
using TapModule.Core.Passes;
using TapModule.Core.Runs;
using TapModule.Output;
using TapModule.State;

namespace TapModule.Commands;

/// <summary>Issues Temporary Access Passes, one or many.</summary>
[Cmdlet(VerbsCommon.New, "TapPass", DefaultParameterSetName = "User", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(TapPass))]
public sealed class NewTapPassCommand : PassRowCmdlet
{
    private readonly TapRunSummary _summary = new();
    private int _deliveredEarlier;
    private IssueRun _issuing = null!;

    /// <summary>A file that records the run, never a pass. With the same file, a second run does what is left.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Journal { get; set; }

    /// <summary>Shows the code in the view, for reading it out on the phone.</summary>
    [Parameter]
    public SwitchParameter ShowPass { get; set; }

    /// <summary>Puts out the code as a SecureString only.</summary>
    [Parameter]
    public SwitchParameter AsSecureString { get; set; }

    private protected override string? Need => IsWhatIf ? null : base.Need;

    private protected override string Activity => "Issuing Temporary Access Passes";

    private protected override object Summary => _summary;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        WarnOfRecorders();
        _issuing = OrTerminate(() => IssueRun.Begin(Connected.Graph, Journal is null ? null : Paths.Literal(Journal, TapReason.JournalUnusable), ModuleVersion.Text, IsWhatIf));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var (request, row) in Requests()) Issue(request, row);
    }

    private void Issue(PassRequest request, PSObject? tag)
    {
        var row = new PassCreation(request, RowNumber, Existing, WaitForUser, tag);
        switch (_issuing.Admit(row))
        {
            case { Error: { } error }:
                Reject(error);
                break;
            case { IsDelivered: true }:
                _summary.Skipped++;
                _deliveredEarlier++;
                WriteVerbose($"Row {RowNumber}: '{row.User}' was skipped: the journal shows that its pass was delivered.");
                break;
            default:
                if (ShouldProcess(row.User, "Issue a Temporary Access Pass")) Add(row);
                break;
        }
    }

    private protected override BulkRun Start(BulkOptions options) => _issuing.Start(options, Log);

    private protected override void Write(RowOutcome outcome)
    {
        if (outcome.Result is not IssuedPass issued)
        {
            _summary.Skipped++;
            _issuing.Skipped(outcome);
            WriteVerbose($"Row {outcome.Row.Number}: '{outcome.Row.User}' was skipped: the user has a pass.");
            return;
        }

        var pass = TapPasses.ToOutput(outcome, issued.Pass, Connected.Graph.ServiceNow, ShowPass, AsSecureString);
        WriteObject(TapPasses.ForPipeline(pass));
        _summary.Issued++;
        if (issued.HadPass == true) _summary.Replaced++;
        _issuing.Delivered(outcome);
        if (pass.State == TapPassState.DisabledByPolicy)
            Log.Warning($"The pass of '{pass.UserId}' was issued, but the policy does not let this user use it. See Get-TapPolicy.");
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (_deliveredEarlier > 0)
            WriteWarning($"{(_deliveredEarlier == 1 ? "1 row was" : $"{_deliveredEarlier} rows were")} skipped: the journal shows their passes as delivered by an earlier run. For passes that were revoked or have expired since, use a new journal.");
        WriteSummary();
    }

    private protected override void OnError(TapError error)
    {
        _summary.AddFailure(error.Reason.ToString());
        Figure();
    }

    private protected override void OnFailed(RowOutcome outcome) => _issuing.Failed(outcome);

    private protected override void OnEnded(RunCounts counts)
    {
        Figure();
        _issuing.Ended(counts);
    }

    private protected override void OnAbandoned(IReadOnlyList<BulkRow> open, IReadOnlyList<RowOutcome> unwritten)
    {
        var lost = _issuing.Abandoned(open, unwritten);
        if (lost.Count == 0) return;
        // No stream can be written to any more; the host can.
        var names = string.Join(", ", lost.Take(10)) + (lost.Count > 10 ? $" and {lost.Count - 10} more" : "");
        var how = Journal is null ? "Issue new ones for these users." : "Run the same line with the same -Journal again: it issues new ones.";
        Host?.UI?.WriteWarningLine($"The command ended early. These users hold, or may hold, a pass that is not known to have reached anybody (the last one put out may have): {names}. {how}");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Figure();
        base.Dispose(disposing);
        _issuing?.Dispose();
    }

    /// <summary>Before anything is issued: under -WarningAction Stop nothing is lost.</summary>
    private void WarnOfRecorders()
    {
        if (!ShowPass || AsSecureString || SessionRecording.Active(this, Host) is not { } recorders) return;
        WriteWarning($"The session is being recorded by {recorders}, and -ShowPass shows the passes: they will be in the record. Leave -ShowPass out, or hand the passes over with Export-TapPass.");
    }

    private void Figure()
    {
        var counts = Counts;
        _summary.Blank = BlankRows;
        _summary.Requests = counts.Sent;
        _summary.Refused = counts.Refused;
        _summary.Elapsed = counts.Elapsed;
    }
}
