using System.Management.Automation;
using TapModule.Cmdlets;
using TapModule.Core.Bulk;
using TapModule.Core.Errors;
using TapModule.Core.Passes;
using TapModule.Core.Preflight;
using TapModule.Core.Runs;
using TapModule.Output;

namespace TapModule.Commands;

/// <summary>
/// Says for each row whether New-TapPass would succeed, and why not. Takes what New-TapPass takes, so that a line can be tested by
/// changing the verb. Issues nothing and needs no right to.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "TapPass", DefaultParameterSetName = "User")]
[OutputType(typeof(TapReadiness))]
public sealed class TestTapPassCommand : PassRequestCmdlet
{
    private readonly TapReadinessSummary _summary = new();
    private PreflightSession _session = null!;

    /// <summary>Taken, so that a line for New-TapPass can be tested as it is; nothing is issued, so there is no code to show.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter ShowPass { get; set; }

    /// <summary>Taken, so that a line for New-TapPass can be tested as it is; nothing is issued, so there is no code.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter AsSecureString { get; set; }

    /// <summary>The journal of the run to come: rows that it shows as delivered would be skipped.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Journal { get; set; }

    /// <summary>Where a right is missing, the row says what could not be checked.</summary>
    private protected override string? RequiredPermission => null;

    private protected override string Activity => "Checking rows";

    private protected override void OnUnusedColumns(IReadOnlyList<string> columns) => _summary.UnusedColumns = columns;

    private protected override object Summary => _summary;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        var journal = Journal is null ? null : OrTerminate(() => Paths.Literal(Journal, TapErrorId.JournalUnusable));
        _session = Await(token => PreflightSession.BeginAsync(Connected.Graph, journal, Log, token));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var (request, row) in Requests()) Check(request, row);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        _summary.Blank = BlankRows;
        _summary.ExpectedDuration = _session.Forecast(_summary.Ready);
        WriteSummary();
    }

    private protected override RunDriver Begin(BulkOptions options) => _session.Start(options, Log);

    private protected override void Write(RowOutcome outcome) => Put(outcome.Result switch
    {
        Readiness readiness => TapReadinesses.ToOutput(readiness, outcome.Row),
        TapError problem => TapReadinesses.Rejected([problem], outcome.Row),
        TapError[] problems => TapReadinesses.Rejected(problems, outcome.Row),
        _ => TapReadinesses.Delivered(outcome.Row),
    });

    /// <summary>What New-TapPass would reject is a finding here, and no error.</summary>
    private protected override void Reject(TapError error)
    {
        TapError[] problems = Current.Problems.Count == 0 ? [error] : [.. Current.Problems.Select(problem => error with { Message = problem })];
        Settle(new RowOutcome(new RowRef(RowNumber, error.User ?? "", Current.Source), RowEnding.Done) { Result = problems });
    }

    private void Check(PassRequest request, PSObject? input)
    {
        var row = new RowRef(RowNumber, request.UserId, input);
        if (_session.Admit(request, row) is { } ended)
        {
            Settle(new RowOutcome(row, RowEnding.Done) { Result = ended.Error ?? ended.Result });
            return;
        }

        if (_session.IsToPrepare(RowNumber)) Await(token => _session.PrepareAsync(RowNumber, Log, token));
        Add(_session.Row(request, row, IfExists, WaitForUser > TimeSpan.Zero));
    }

    private void Put(TapReadiness readiness)
    {
        _summary.Add(readiness);
        WriteObject(readiness);
    }
}
