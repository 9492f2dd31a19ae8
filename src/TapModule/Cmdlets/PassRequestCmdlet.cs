using System.Management.Automation;
using TapModule.Binding;
using TapModule.Core.Passes;

namespace TapModule.Cmdlets;

/// <summary>A command whose rows ask for passes: what New-TapPass issues, Test-TapPass checks, with the same parameters.</summary>
public abstract class PassRequestCmdlet : RunCmdlet
{
    private protected PassRequestCmdlet()
        : base(readsPass: true)
    {
    }

    /// <summary>
    /// How long the pass can be used, inside the policy's bounds: minutes (480), 08:00:00, 8h, 2 days or a TimeSpan, from 10 minutes to 30 days; or a script block that is run for each row. Not
    /// given: what the row's column of this name says, or else the policy's default.
    /// </summary>
    [Parameter]
    [Lifetime(ForRows = true)]
    [ArgumentCompleter(typeof(LifetimeCompleter))]
    public int? LifetimeInMinutes { get; set; }

    /// <summary>
    /// When the pass becomes usable, as in 2027-09-01 08:00, or a script block that is run for each row. Without a zone it is a time in -TimeZone, or else local time; the service gets UTC.
    /// Not given: what the row's column of this name says, or else at once.
    /// </summary>
    [Parameter]
    [Start(ForRows = true)]
    public DateTime? StartDateTime { get; set; }

    /// <summary>The time zone of starts that name none, as in Europe/Berlin or 'W. Europe Standard Time'. Not given: what the row's column TimeZone says, or else this machine's.</summary>
    [Parameter]
    [Zone(ForRows = true)]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public string? TimeZone { get; set; }

    /// <summary>True for a single sign-in, false for many if the policy allows it; or a script block that is run for each row. Not given: what the row's column of this name says, or else not sent.</summary>
    [Parameter]
    [TriState(ForRows = true)]
    [ArgumentCompleter(typeof(TriStateCompleter))]
    public bool? IsUsableOnce { get; set; }

    /// <summary>What to do for a user who has a live pass already: Replace it by the new one, Skip the row, or Fail with PassExists. Not given: Replace.</summary>
    [Parameter]
    public TapIfExists IfExists { get; set; } = TapIfExists.Replace;

    /// <summary>How long to wait for an account that was made moments ago and is not ready yet: 30s, 2 minutes or 00:02:00, at most an hour. Not given: not at all.</summary>
    [Parameter]
    [WaitTime]
    public TimeSpan WaitForUser { get; set; }

    /// <summary>The name of a variable that gets the figures of the run, without a dollar sign.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SummaryVariable { get; set; }

    /// <summary>The figures of the run; one object for the whole of it.</summary>
    private protected abstract object Summary { get; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (SummaryVariable is not null) SessionState.PSVariable.Set(SummaryVariable, Summary);
    }

    /// <summary>
    /// What the pipeline's object asks for, each counted as a row, with what it came from: mostly one, none if the row was rejected or
    /// is done, many for a whole recorded run.
    /// </summary>
    private protected IEnumerable<(PassRequest Request, PSObject? Row)> Requests()
    {
        if (RecordedRun is not { } run) return Rows().Where(IsOpen).Select(row => (Request(row), row.Source));
        WarnOfMissingRows(run);
        return RowsOf(run, r => r.NeedsPass).Select(Read).OfType<RowInput>().Select(row => (Request(row), row.Source));
    }

    /// <summary>A run that ended early knows only the rows that it read: what it does for those must not pass for the whole job.</summary>
    private void WarnOfMissingRows(TapRun run)
    {
        if (run.IsComplete || run.State == TapRunState.Running) return;
        Run.Log.Warning(
            $"The run in '{run.Path}' ended after it had read {run.Rows} {(run.Rows == 1 ? "row" : "rows")}; there may be more in its list. The rest of these {(run.Rows == 1 ? "row" : "rows")} is done now. "
            + "For the rows that it never saw, pipe the list itself into New-TapPass with the same -Journal.");
    }

    private bool IsOpen(RowInput row)
    {
        if (CellText.Unwrap(row.Source) is not TapRunRow { LaterOutcome: TapRunOutcome.Delivered, Outcome: not TapRunOutcome.Delivered }) return true;
        Run.Log.Warning($"'{row.User}' was skipped: a later run of the journal delivered a pass, which a new one would make useless. To issue one all the same, give only the user.");
        return false;
    }

    private static PassRequest Request(RowInput row) => new()
    {
        UserId = row.User!,
        LifetimeInMinutes = row.Pass.LifetimeInMinutes,
        StartDateTime = row.Pass.StartDateTime,
        IsUsableOnce = row.Pass.IsUsableOnce,
    };

    /// <summary>Tells the figures. A single user given by itself is no run.</summary>
    private protected void WriteSummary()
    {
        if (MyInvocation.ExpectingInput) WriteInformation(Summary, ["TapModule", "Summary"]);
    }
}
