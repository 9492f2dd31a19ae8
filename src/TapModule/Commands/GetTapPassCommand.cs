using System.Management.Automation;
using TapModule.Binding;
using TapModule.Cmdlets;
using TapModule.Core.Bulk;
using TapModule.Core.Connections;
using TapModule.Core.Errors;
using TapModule.Core.Passes;
using TapModule.Core.Runs;
using TapModule.Output;

namespace TapModule.Commands;

/// <summary>Reads the passes of users, or one's own. The code is never among what is read: the service shows it once.</summary>
[Cmdlet(VerbsCommon.Get, "TapPass", DefaultParameterSetName = "User")]
[OutputType(typeof(TapPass))]
public sealed class GetTapPassCommand : RunCmdlet
{
    private static readonly string[] MethodPermissions = ["UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All"];
    private static readonly string[] OwnMethodPermissions = [.. MethodPermissions, "UserAuthenticationMethod.Read", "UserAuthenticationMethod.ReadWrite"];

    private bool _canReadMethods;
    private int _withoutMethods;
    private TapError? _refusal;

    /// <summary>One pass by its id; without it, the pass that the user has.</summary>
    [Parameter]
    public string? PassId { get; set; }

    /// <summary>The passes of the signed-in person.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Me")]
    public SwitchParameter Me { get; set; }

    /// <summary>Only passes in one of these states. None stands for users without a pass.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public TapPassState[]? State { get; set; }

    /// <summary>Puts out a row with the state None for each user who has no pass.</summary>
    [Parameter]
    public SwitchParameter IncludeMissing { get; set; }

    /// <summary>Reads what else the user has registered, and whether since the pass was issued. Takes a second request for each user.</summary>
    [Parameter]
    public SwitchParameter IncludeMethods { get; set; }

    private protected override string? RequiredPermission => Me ? "Get-TapPass -Me" : base.RequiredPermission;

    private protected override string Activity => "Reading Temporary Access Passes";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        // A token that does not tell its permissions is tried; one that lacks the permission is not: ten thousand refusals say no more than one.
        var grants = Connected.Graph.Grants;
        _canReadMethods = IncludeMethods && (grants.Permissions.Count == 0 || grants.HasAny(Me ? OwnMethodPermissions : MethodPermissions) != false);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (RecordedRun is { } run)
        {
            foreach (var row in RowsOf(run, r => r.MayHavePass).Select(Read).OfType<RowInput>()) Read(row.User, null, row.Source);
        }
        else if (Me)
        {
            NextRow();
            Read(null, PassId, null);
        }
        else
        {
            // Of a recorded row the question is what its user has now, be it another pass.
            foreach (var row in Rows()) Read(row.User, CellText.Unwrap(row.Source) is TapRunRow ? null : row.PassId, row.Source);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (IncludeMethods && !_canReadMethods)
            WriteWarning($"Registered methods cannot be read: the token has none of {string.Join(", ", Me ? OwnMethodPermissions : MethodPermissions)}.");
        if (_refusal is not null)
            WriteWarning($"The registered methods of {_withoutMethods} users cannot be read. The first: {_refusal.Message}");
    }

    private protected override RunDriver Begin(BulkOptions options) =>
        new(Connected.Graph, Lane.Read, options, new RefusalExplainer(Connected.Graph, Connected.Graph.Allows(Me ? "Get-TapPass -Me" : "Get-TapPass"), Log), record: null, Log);

    private protected override void Write(RowOutcome outcome)
    {
        var read = (GetPassesResult)outcome.Result!;
        if (read.Refusal is not null)
        {
            _withoutMethods++;
            _refusal ??= read.Refusal;
        }

        foreach (var pass in read.Passes) WriteIfAsked(outcome, pass, read);
        if (read.Passes.Count == 0 && (IncludeMissing || State is not null)) WriteIfAsked(outcome, null, read);
    }

    private void WriteIfAsked(RowOutcome outcome, PassRecord? pass, GetPassesResult read)
    {
        var output = TapPasses.ToOutput(outcome, pass, read, IncludeMethods, Connected.Graph.ServiceNow);
        if (State?.Contains(output.State) ?? true) WriteObject(TapPasses.ForPipeline(output));
    }

    private void Read(string? user, string? passId, PSObject? tag) =>
        Add(new GetPassOperation(user, string.IsNullOrWhiteSpace(passId) ? null : passId, RowNumber, tag, _canReadMethods));
}
