using System.Management.Automation;
using TapModule.Core.Bulk;
using TapModule.Core.Passes;
using TapModule.Parameters;
using TapModule.Pipeline;

namespace TapModule.Commands;

/// <summary>Revokes passes; finds a pass's id by itself.</summary>
[Cmdlet(VerbsCommon.Remove, "TapPass", DefaultParameterSetName = "User", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveTapPassCommand : UserRowCmdlet
{
    /// <summary>One pass by its id; without it, the pass that the user has.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? PassId { get; set; }

    /// <summary>The pass of the signed-in person.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Me")]
    public SwitchParameter Me { get; set; }

    private protected override bool? IsPermitted => Rights.WritePasses;

    private protected override string Activity => "Removing Temporary Access Passes";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string? user = null;
        if (Me) NextRow();
        else if ((user = NextUser()) is null) return;
        if (ShouldProcess(user ?? "the signed-in person", "Remove the Temporary Access Pass"))
            Add(new PassRemoval(user, CellText.IsBlank(PassId) ? null : PassId, RowNumber));
    }

    private protected override BulkRun Start(BulkOptions options) =>
        new(Connected.Graph.Client, Connected.Graph.WritePace, Connected.Graph.Retries, options, Log);

    private protected override void Write(RowOutcome outcome)
    {
        if (outcome.Result is RemovedPass { WasThere: false }) WriteVerbose($"'{outcome.Row.User}' has no such pass (any more); nothing had to be removed.");
    }
}
