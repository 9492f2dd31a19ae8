using System.Management.Automation;
using TapModule.Core.Bulk;
using TapModule.Core.Passes;
using TapModule.Models;
using TapModule.Parameters;
using TapModule.Pipeline;

namespace TapModule.Commands;

/// <summary>Reads the passes of users, or one's own. The code is never among what is read: the service shows it once.</summary>
[Cmdlet(VerbsCommon.Get, "TapPass", DefaultParameterSetName = "User")]
[OutputType(typeof(TapPass))]
public sealed class GetTapPassCommand : UserRowCmdlet
{
    /// <summary>One pass by its id; without it, the pass that the user has.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? PassId { get; set; }

    /// <summary>The passes of the signed-in person.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Me")]
    public SwitchParameter Me { get; set; }

    private protected override string? Need => Me ? "Get-TapPass -Me" : base.Need;

    private protected override string Activity => "Reading Temporary Access Passes";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var passId = CellText.IsBlank(PassId) ? null : PassId;
        if (Me)
        {
            NextRow();
            Add(new PassReading(null, passId, RowNumber));
        }
        else if (NextUser() is { } user)
        {
            Add(new PassReading(user, passId, RowNumber, Row));
        }
    }

    private protected override BulkRun Start(BulkOptions options) =>
        new(Connected.Graph.Client, Connected.Graph.ReadPace, Connected.Graph.Retries, options, Log);

    private protected override void Write(RowOutcome outcome)
    {
        foreach (var pass in (List<PassRecord>)outcome.Result!) WriteObject(TapPasses.ToOutput(outcome, pass, Connected.Graph.ServiceNow));
    }
}
