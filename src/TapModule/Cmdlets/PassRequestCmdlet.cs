using System.Management.Automation;
using TapModule.Binding;
using TapModule.Core.Errors;
using TapModule.Core.Passes;
using TapModule.Core.Text;

namespace TapModule.Cmdlets;

/// <summary>A command whose rows ask for passes: what New-TapPass issues, Test-TapPass checks, with the same parameters.</summary>
public abstract class PassRequestCmdlet : RunCmdlet
{
    private bool _areColumnsChecked;

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

    /// <summary>What to do for a user who has a live pass already: Replace it by the new one, Skip the row, or Fail with PassExists. Not given: Replace.</summary>
    [Parameter]
    public TapIfExists IfExists { get; set; } = TapIfExists.Replace;

    /// <summary>How long to wait for an account that was made moments ago and is not ready yet, such as 00:00:30. Not given: not at all.</summary>
    [Parameter]
    public TimeSpan WaitForUser { get; set; }

    /// <summary>The name of a variable that gets the figures of the run, without a dollar sign.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SummaryVariable { get; set; }

    private protected IfPassExists Existing => (IfPassExists)Enum.Parse(typeof(IfPassExists), IfExists.ToString());

    /// <summary>The figures of the run; one object for the whole of it.</summary>
    private protected abstract object Summary { get; }

    /// <summary>Values of the command line hold for every row, so what is wrong with them ends the command.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        foreach (var problem in Problems().Where(p => MyInvocation.BoundParameters.ContainsKey(p.Parameter)))
            throw Terminate(ErrorTable.Describe(TapReason.InvalidRow, $"{problem.Parameter} {problem.Text}", advice: "Correct the value."));
        if (SummaryVariable is not null) SessionState.PSVariable.Set(SummaryVariable, Summary);
    }

    /// <summary>
    /// What the pipeline's object asks for, each counted as a row, with what it came from: mostly one, none if the row was rejected or
    /// is done, many for a whole recorded run.
    /// </summary>
    private protected IEnumerable<(PassRequest Request, PSObject? Row)> Requests()
    {
        if (RecordedRun is { } run)
        {
            WarnOfMissingRows(run);
            foreach (var row in RowsOf(run, r => r.NeedsPass))
            {
                NextRow();
                yield return (Again(row), PSObject.AsPSObject(row));
            }
        }
        else if (NextRequest() is { } request)
        {
            yield return (request, Row);
        }
    }

    /// <summary>A run that ended early knows only the rows that it read: what it does for those must not pass for the whole job.</summary>
    private void WarnOfMissingRows(TapRun run)
    {
        if (run.IsComplete || run.State == TapRunState.Running) return;
        Run.Log.Warning(
            $"The run in '{run.Path}' ended after it had read {run.Rows} {(run.Rows == 1 ? "row" : "rows")}; there may be more in its list. The rest of these {(run.Rows == 1 ? "row" : "rows")} is done now. "
            + "For the rows that it never saw, pipe the list itself into New-TapPass with the same -Journal.");
    }

    private PassRequest? NextRequest()
    {
        CheckColumns();
        if (NextUser() is not { } user) return null;
        if (RunRow is { LaterOutcome: TapRunOutcome.Delivered, Outcome: not TapRunOutcome.Delivered })
        {
            WriteWarning($"'{user}' was skipped: a later run of the journal delivered a pass, which a new one would make useless. To issue one all the same, give only the user.");
            return null;
        }

        if (Problems().FirstOrDefault() is { Text: not null } problem)
        {
            RejectRow($"{problem.Parameter} {problem.Text}", user);
            return null;
        }

        return new PassRequest
        {
            UserId = user,
            LifetimeInMinutes = LifetimeInMinutes?.Value,
            StartDateTime = StartDateTime?.Value,
            IsUsableOnce = IsUsableOnce?.Value,
        };
    }

    /// <summary>A row of an earlier run, as it was asked for then; what the command line gives counts more.</summary>
    private PassRequest Again(TapRunRow row) => new()
    {
        UserId = row.UserId,
        LifetimeInMinutes = LifetimeInMinutes is { } lifetime ? lifetime.Value : row.LifetimeInMinutes,
        StartDateTime = StartDateTime is { } start ? start.Value : row.StartDateTime,
        IsUsableOnce = IsUsableOnce is { } once ? once.Value : row.IsUsableOnce,
    };

    /// <summary>Tells the figures. A single user given by itself is no run.</summary>
    private protected void WriteSummary()
    {
        if (MyInvocation.ExpectingInput) WriteInformation(Summary, ["TapModule", "Summary"]);
    }

    /// <summary>Columns of the first row that fill no parameter.</summary>
    private protected virtual void OnUnusedColumns(string[] columns)
    {
    }

    /// <summary>
    /// Files have columns; other objects have properties that nobody expects to be used. A column that is nearly right fills nothing, and the pass would not be what the file says. Once, at the first row, before anything
    /// is sent.
    /// </summary>
    private void CheckColumns()
    {
        if (_areColumnsChecked || Row?.BaseObject is not PSCustomObject) return;
        _areColumnsChecked = true;
        var parameters = MyInvocation.MyCommand.Parameters.Values
            .Where(parameter => parameter.Attributes.OfType<ParameterAttribute>().Any(attribute => attribute.ValueFromPipelineByPropertyName))
            .ToDictionary(parameter => parameter.Name, parameter => (IReadOnlyList<string>)[parameter.Name, .. parameter.Aliases]);
        var unused = UnusedColumns.Find([.. Row.Properties.Select(property => property.Name)], parameters);
        OnUnusedColumns([.. unused.Select(column => column.Column)]);
        foreach (var (column, meant) in unused)
        {
            if (meant is null) WriteVerbose($"The column '{column}' fills no parameter.");
            else WriteWarning($"The column '{column}' fills no parameter. Did you mean '{meant}'?");
        }
    }

    private IEnumerable<(string Parameter, string Text)> Problems()
    {
        if (LifetimeInMinutes?.Problem is { } lifetime) yield return (nameof(LifetimeInMinutes), lifetime);
        if (StartDateTime?.Problem is { } start) yield return (nameof(StartDateTime), start);
        if (IsUsableOnce?.Problem is { } once) yield return (nameof(IsUsableOnce), once);
    }
}
