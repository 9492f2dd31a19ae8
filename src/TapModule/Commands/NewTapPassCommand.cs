using System.Management.Automation;
using TapModule.Core.Bulk;
using TapModule.Core.Errors;
using TapModule.Core.Passes;
using TapModule.Models;
using TapModule.Parameters;
using TapModule.Pipeline;
using TapModule.State;

namespace TapModule.Commands;

/// <summary>Issues Temporary Access Passes, one or many.</summary>
[Cmdlet(VerbsCommon.New, "TapPass", DefaultParameterSetName = "User", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(TapPass))]
public sealed class NewTapPassCommand : UserRowCmdlet
{
    private PassIssuing _issuing = null!;

    /// <summary>How long the pass can be used: 10 to 43200 minutes, or a TimeSpan, inside the policy's bounds. Not given: the policy's default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Lifetime]
    [ArgumentCompleter(typeof(LifetimeCompleter))]
    public RowValue<int>? LifetimeInMinutes { get; set; }

    /// <summary>When the pass becomes usable. Without a zone it is local time; the service gets UTC. Not given: at once.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Start]
    public RowValue<DateTimeOffset>? StartDateTime { get; set; }

    /// <summary>True for a single sign-in, false for many if the policy allows it. Not given: not sent.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TriState]
    [ArgumentCompleter(typeof(TriStateCompleter))]
    public RowValue<bool>? IsUsableOnce { get; set; }

    /// <summary>What to do for a user who has a live pass already.</summary>
    [Parameter]
    public TapIfExists IfExists { get; set; } = TapIfExists.Replace;

    /// <summary>How long to wait for an account that was made moments ago and is not ready yet.</summary>
    [Parameter]
    public TimeSpan WaitForUser { get; set; }

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

    private protected override string Activity => "Issuing Temporary Access Passes";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        // What the command line gives holds for every row, so it is an error of the command.
        foreach (var problem in Problems().Where(p => MyInvocation.BoundParameters.ContainsKey(p.Parameter)))
            throw Terminate(ErrorTable.Describe(TapReason.InvalidRow, $"{problem.Parameter} {problem.Text}", advice: "Correct the value."));
        _issuing = OrTerminate(() => PassIssuing.Begin(Connected.Graph, Journal is null ? null : GetUnresolvedProviderPathFromPSPath(Journal), ModuleVersion.Text, IsWhatIf));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Run is { } run)
        {
            foreach (var row in RowsOf(run, r => r.NeedsPass)) Again(row);
            return;
        }

        if (NextUser() is not { } user) return;
        if (RunRow is { LaterOutcome: TapRunOutcome.Delivered, Outcome: not TapRunOutcome.Delivered })
        {
            WriteWarning($"'{user}' was skipped: a later run of the journal delivered a pass, which a new one would make useless. To issue one all the same, give only the user.");
            return;
        }

        if (Problems().FirstOrDefault() is { Text: not null } problem)
        {
            RejectRow($"{problem.Parameter} {problem.Text}", user);
            return;
        }

        Issue(Row, new PassRequest
        {
            UserId = user,
            LifetimeInMinutes = LifetimeInMinutes?.Value,
            StartDateTime = StartDateTime?.Value,
            IsUsableOnce = IsUsableOnce?.Value,
        });
    }

    /// <summary>A row of an earlier run, as it was asked for then; what the command line gives counts more.</summary>
    private void Again(TapRunRow row)
    {
        NextRow();
        Issue(PSObject.AsPSObject(row), new PassRequest
        {
            UserId = row.UserId,
            LifetimeInMinutes = LifetimeInMinutes is { } lifetime ? lifetime.Value : row.LifetimeInMinutes,
            StartDateTime = StartDateTime is { } start ? start.Value : row.StartDateTime,
            IsUsableOnce = IsUsableOnce is { } once ? once.Value : row.IsUsableOnce,
        });
    }

    private void Issue(PSObject? tag, PassRequest request)
    {
        var user = request.UserId;
        var row = new PassCreation(request, RowNumber, (IfPassExists)Enum.Parse(typeof(IfPassExists), IfExists.ToString()), WaitForUser, tag);
        switch (_issuing.Admit(row))
        {
            case { Error: { } error }:
                Reject(error);
                break;
            case { IsDelivered: true }:
                WriteVerbose($"Row {RowNumber}: '{user}' was skipped: the journal shows that its pass was delivered.");
                break;
            default:
                if (ShouldProcess(user, "Issue a Temporary Access Pass")) Add(row);
                break;
        }
    }

    private protected override BulkRun Start(BulkOptions options) => _issuing.Start(options, Log);

    private protected override void Write(RowOutcome outcome)
    {
        if (outcome.Result is not IssuedPass issued)
        {
            _issuing.Skipped(outcome);
            WriteVerbose($"Row {outcome.Row.Number}: '{outcome.Row.User}' was skipped: the user has a pass.");
            return;
        }

        var pass = TapPasses.ToOutput(outcome, issued.Pass, Connected.Graph.ServiceNow, ShowPass, AsSecureString);
        WriteObject(pass);
        _issuing.Delivered(outcome);
        if (pass.State == TapPassState.DisabledByPolicy)
            Log.Warning($"The pass of '{pass.UserId}' was issued, but the policy does not let this user use it. See Get-TapPolicy.");
    }

    private protected override void OnFailed(RowOutcome outcome) => _issuing.Failed(outcome);

    private protected override void OnEnded(RunCounts counts) => _issuing.Ended(counts);

    private protected override void OnAbandoned(IReadOnlyList<BulkRow> open, IReadOnlyList<RowOutcome> unwritten)
    {
        var lost = _issuing.Abandoned(open, unwritten);
        if (lost.Count == 0) return;
        // No stream can be written to any more; the host can.
        var names = string.Join(", ", lost.Take(10)) + (lost.Count > 10 ? $" and {lost.Count - 10} more" : "");
        var how = Journal is null ? "Issue new ones for these users." : "Run the same line with the same -Journal again: it issues new ones.";
        Host?.UI?.WriteWarningLine($"The command ended early. Passes that were issued, or may have been, and reached nobody: {names}. {how}");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _issuing?.Dispose();
    }

    private IEnumerable<(string Parameter, string Text)> Problems()
    {
        if (LifetimeInMinutes?.Problem is { } lifetime) yield return (nameof(LifetimeInMinutes), lifetime);
        if (StartDateTime?.Problem is { } start) yield return (nameof(StartDateTime), start);
        if (IsUsableOnce?.Problem is { } once) yield return (nameof(IsUsableOnce), once);
    }
}
