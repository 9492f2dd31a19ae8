using System.Globalization;
using System.Management.Automation;
using TapModule.Binding;
using TapModule.Cmdlets;
using TapModule.Core.Bulk;
using TapModule.Core.Connections;
using TapModule.Core.Passes;
using TapModule.Core.Runs;

namespace TapModule.Commands;

/// <summary>
/// Revokes passes: of a user, by a pass's id, in certain states only, or those that a recorded run issued. Finds a pass's id by
/// itself. What is gone already is a success.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "TapPass", DefaultParameterSetName = "User", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(TapRemoval))]
public sealed class RemoveTapPassCommand : RunCmdlet
{
    private const string Deed = "Remove the Temporary Access Pass";

    private int _removed;
    private int _gone;
    private int _kept;

    /// <summary>One pass by its id; without it, the pass that the user has.</summary>
    [Parameter]
    public string? PassId { get; set; }

    /// <summary>The pass of the signed-in person.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Me")]
    public SwitchParameter Me { get; set; }

    /// <summary>Only a pass that is in one of these states, such as Expired. Each pass is looked at first.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateSet("NotYetValid", "Usable", "Expired", "Used", "DisabledByPolicy", "Unknown")]
    public TapPassState[]? State { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Puts out what became of each pass: removed, already gone, or kept.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string? RequiredPermission => IsWhatIf ? null : Me ? "Remove-TapPass -Me" : base.RequiredPermission;

    private protected override string Activity => "Removing Temporary Access Passes";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (RecordedRun is { } run)
        {
            RemoveRun(run);
        }
        else if (Me)
        {
            NextRow();
            Remove(null, PassId, null);
        }
        else
        {
            foreach (var row in Rows()) Remove(row.User, row.PassId, row.Source);
        }
    }

    private void Remove(string? user, string? passId, PSObject? source)
    {
        var row = CellText.Unwrap(source);
        if (row is TapPass { State: TapPassState.None })
        {
            // A row that says that there is none must not cost the user a pass that was made since.
            WriteVerbose($"'{user}' had no pass when this row was read; nothing is removed.");
        }
        else if (row is TapRunRow recorded && !IsRemovable(recorded))
        {
            WriteVerbose($"'{user}': the run issued no pass ({recorded.Outcome}); nothing is removed.");
        }
        else if (IsConfirmed(user ?? "the signed-in person", State is null ? Deed : $"{Deed} if it is {string.Join(" or ", State)}"))
        {
            if (row is TapRunRow issued) Remove(issued);
            else Add(new DeletePassOperation(user, string.IsNullOrWhiteSpace(passId) ? null : passId, RowNumber, source, State is null ? null : StateProblem));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        WriteVerbose($"{_removed} passes were removed, {_gone} were gone already, {_kept} were kept.");
    }

    private protected override RunDriver Begin(BulkOptions options) =>
        new(Connected.Graph, Lane.Write, options, new RefusalExplainer(Connected.Graph, Connected.Graph.Allows(Me ? "Remove-TapPass -Me" : "Remove-TapPass"), Log), record: null, Log);

    private protected override void Write(RowOutcome outcome)
    {
        var removed = (DeletePassResult)outcome.Result!;
        var user = outcome.Row.User;
        switch (removed.What)
        {
            case TapRemovalOutcome.Removed:
                _removed++;
                break;
            case TapRemovalOutcome.AlreadyGone:
                _gone++;
                WriteVerbose($"'{user}' has no such pass (any more); nothing had to be removed.");
                break;
            default:
                _kept++;
                WriteVerbose($"The pass of '{user}' was kept: {removed.Why}.");
                break;
        }

        if (!PassThru) return;
        WriteObject(new TapRemoval
        {
            UserId = user,
            PassId = removed.PassId,
            Outcome = removed.What,
            Reason = removed.Why,
            RequestId = outcome.RequestId,
        });
    }

    /// <summary>Everything that the run issued, with one question that says how many passes that are.</summary>
    private void RemoveRun(TapRun run)
    {
        if (run.State == TapRunState.Running) WriteWarning($"The run in '{run.Path}' is still going on; only what it has recorded so far is removed.");
        var rows = RowsOf(run, IsRemovable).ToList();
        var unclear = rows.Count(r => r.PassId is null);
        var target = string.Format(
            CultureInfo.CurrentCulture, "{0:N0} passes that the run of {1:g} issued{2} ('{3}')",
            rows.Count, run.StartedAt.LocalDateTime, unclear == 0 ? "" : string.Format(CultureInfo.CurrentCulture, ", {0:N0} of them perhaps", unclear), run.Path);
        if (rows.Count == 0)
        {
            WriteVerbose($"The run of {run.StartedAt.LocalDateTime:g} issued no pass ('{run.Path}').");
        }
        else if (IsConfirmed(target, State is null ? "Remove the Temporary Access Passes" : $"Remove the Temporary Access Passes that are {string.Join(" or ", State)}"))
        {
            foreach (var row in rows)
            {
                NextRow();
                Remove(row);
            }
        }
    }

    /// <summary>
    /// By the id that the journal knows, so that a newer pass survives. A row without a known id loses a pass only if that can be no
    /// other than the run's (IssueWindow).
    /// </summary>
    private void Remove(TapRunRow row)
    {
        Func<PassRecord, DateTimeOffset, string?>? whyNot = row.PassId is null
            ? (pass, now) => row.Run.Window.WhyNot(row.Record, pass) ?? StateProblem(pass, now)
            : State is null ? null : StateProblem;
        Add(new DeletePassOperation(row.UserId, row.PassId, RowNumber, row, whyNot, wasIssued: row.PassId is not null));
    }

    private static bool IsRemovable(TapRunRow row) => row.MayHavePass && row.Outcome != TapRunOutcome.Sent;

    private string? StateProblem(PassRecord pass, DateTimeOffset now)
    {
        var state = pass.StateAt(now).ToString();
        return State is null || State.Any(s => s.ToString() == state) ? null : $"it is {state}";
    }

    /// <summary>-Force answers the question, but overrules neither -WhatIf nor an explicit -Confirm.</summary>
    private bool IsConfirmed(string target, string action)
    {
        var isAsked = MyInvocation.BoundParameters.TryGetValue("Confirm", out var confirm) && ((SwitchParameter)confirm).IsPresent;
        return (Force && !isAsked && !IsWhatIf) || ShouldProcess(target, action);
    }
}
