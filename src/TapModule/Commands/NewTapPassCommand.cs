using System.Management.Automation;
using TapModule.Cmdlets;
using TapModule.Core.Bulk;
using TapModule.Core.Errors;
using TapModule.Core.Passes;
using TapModule.Core.Runs;
using TapModule.Output;

namespace TapModule.Commands;

/// <summary>Issues Temporary Access Passes, one or many.</summary>
[Cmdlet(VerbsCommon.New, "TapPass", DefaultParameterSetName = "User", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(TapPass))]
public sealed class NewTapPassCommand : PassRequestCmdlet
{
    /// <summary>Users in doubt whom the screen names where a file names all.</summary>
    private const int MostNamed = 10;

    private readonly TapRunSummary _summary = new();
    private int _deliveredEarlier;
    private IssueRun _issue = null!;

    /// <summary>A file that records the run, never a pass. With the same file, a second run does what is left.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Journal { get; set; }

    /// <summary>Shows the code in the view, for reading it out on the phone.</summary>
    [Parameter]
    public SwitchParameter ShowPass { get; set; }

    /// <summary>Puts out the code as a SecureString only: views and exports do not show it. Windows encrypts it in memory and in Export-Clixml; Linux and macOS do not.</summary>
    [Parameter]
    public SwitchParameter AsSecureString { get; set; }

    private protected override string? RequiredPermission => IsWhatIf ? null : base.RequiredPermission;

    private protected override string Activity => "Issuing Temporary Access Passes";

    private protected override object Summary => _summary;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        WarnOfRecorders();
        // The journal is opened before the first row comes.
        _ = Run;
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var (request, input) in Requests())
        {
            var row = new RowRef(RowNumber, request.UserId, input);
            if (_issue.Check(request, row) is { } ended) Settle(ended);
            else if (IsApproved(row.User, "Issue a Temporary Access Pass")) Add(_issue.Admit(request, row));
            else Settle(new RowOutcome(row, RowEnding.Skipped) { Result = SkipReason.Declined });
        }
    }

    private protected override RunDriver Begin(BulkOptions options)
    {
        _issue = IssueRun.Begin(
            Connected.Graph,
            new IssueOptions
            {
                JournalPath = Journal is null ? null : Paths.Literal(Journal, TapErrorId.JournalUnusable),
                IfExists = IfExists,
                WaitForUser = WaitForUser,
                BatchSize = options.BatchSize,
                ThrottleLimit = options.ThrottleLimit,
                MaxRate = options.MaxRate,
                IsRehearsal = IsWhatIf,
            },
            Log);
        return _issue.Driver;
    }

    private protected override void Write(RowOutcome outcome)
    {
        if (outcome.Result is not CreatePassResult issued)
        {
            Skip(outcome);
            return;
        }

        var pass = TapPasses.ToOutput(outcome, issued.Pass, Connected.Graph.ServiceNow, ShowPass, AsSecureString);
        WriteObject(TapPasses.ForPipeline(pass));
        _summary.Issued++;
        if (issued.HadPass == true) _summary.Replaced++;
        if (pass.State == TapPassState.DisabledByPolicy)
            Run.Log.Warning($"The pass of '{pass.UserId}' was issued, but the policy does not let this user use it. See Get-TapPolicy.");
    }

    private void Skip(RowOutcome outcome)
    {
        _summary.Skipped++;
        if (outcome.Result is SkipReason.DeliveredEarlier) _deliveredEarlier++;
        WriteVerbose($"Row {outcome.Row.Number}: '{outcome.Row.User}' was skipped: {SkipReasons.Text(outcome.Result)}.");
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        Figure();
        if (_deliveredEarlier > 0)
            WriteWarning($"{(_deliveredEarlier == 1 ? "1 row was" : $"{_deliveredEarlier} rows were")} skipped: the journal shows their passes as delivered by an earlier run. For passes that were revoked or have expired since, use a new journal.");
        WriteSummary();
    }

    private protected override void OnFailed(TapError error)
    {
        _summary.AddFailure(error.Reason.ToString());
        Figure();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_issue is not null)
        {
            TellOfDoubt(_issue.Driver.Abandon());
            Figure();
        }

        base.Dispose(disposing);
    }

    private void TellOfDoubt(RunSummary ended)
    {
        if (ended.InDoubt.Count == 0) return;
        _summary.UsersInDoubt = [.. ended.InDoubt.Select(row => row.User)];
        // No stream can be written to any more; the host can. What it is told is all that there is where no file could be written.
        var file = ended.InDoubt.Count > MostNamed ? _issue.WriteDoubtFile(ended) : null;
        var named = file is null ? _summary.UsersInDoubt : _summary.UsersInDoubt.Take(MostNamed);
        var names = string.Join(", ", named) + (file is null ? "" : $" and {ended.InDoubt.Count - MostNamed} more, all of them in '{file}'");
        var how = Journal is null ? "Issue new ones for these users." : "Run the same line with the same -Journal again: it issues new ones.";
        Host?.UI?.WriteWarningLine($"The command ended early. These users hold, or may hold, a pass that is not known to have reached anybody (the last one put out may have): {names}. {how}");
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
        _summary.Throttled = counts.Throttled;
        _summary.Elapsed = counts.Elapsed;
    }
}
