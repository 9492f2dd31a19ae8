using System.Collections;
using System.Management.Automation;
using TapModule.Binding;
using TapModule.Core.Bulk;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.Runs;

namespace TapModule.Cmdlets;

/// <summary>
/// A command over many users. Only -InputObject takes from the pipeline, and one reader takes the user, the values and the columns from the whole row (decision 0009): what a row
/// says cannot fail in PowerShell's binding. The run that carries the rows out is
/// Core's <c>RunDriver</c>, which decides when what is put out. Everything here runs on the pipeline thread.
/// </summary>
public abstract class RunCmdlet : ConnectedCmdlet
{
    private readonly bool _readsPass;
    private RunDriver? _run;
    private CmdletSink? _sink;
    private RowReader _reader = null!;
    private RowArguments _arguments = null!;

    /// <param name="readsPass">Whether the rows ask for passes; otherwise they only name users, and the id of a pass.</param>
    private protected RunCmdlet(bool readsPass = false) => _readsPass = readsPass;

    /// <summary>
    /// The users: object ids or user principal names; or a script block that finds the user of each row, as in { $_.Email }. Of rows, the first of the columns UserId, UserPrincipalName, UPN,
    /// ObjectId and Id that names somebody counts.
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = "User")]
    [Alias("UserPrincipalName", "UPN", "ObjectId", "Id")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [Users(ForRows = true)]
    public string[]? UserId { get; set; }

    /// <summary>A user or a row: a text, an object, a hashtable, a row of a database. It comes back as InputObject of what is put out.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = "User")]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>What the columns of the rows are called, as in @{ UserId = 'Login'; IsUsableOnce = 'OneTimeUseOnly' }. A script block is run for each row: @{ LifetimeInMinutes = { 60 * $_.Hours } }.</summary>
    [Parameter(ParameterSetName = "User")]
    [ValidateNotNull]
    public IDictionary? ColumnMap { get; set; }

    /// <summary>Columns to pass over, with wildcards: such as may be meant for the pass by their names, and are not.</summary>
    [Parameter(ParameterSetName = "User")]
    [ValidateNotNull]
    public string[]? IgnoreColumn { get; set; }

    /// <summary>Most requests in one $batch, 1 to 20. With 1, every request travels alone.</summary>
    [Parameter]
    [ValidateRange(1, BatchBody.MaxItems)]
    public int BatchSize { get; set; } = BatchBody.MaxItems;

    /// <summary>Most HTTP requests in flight, 1 to 64.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>Most requests a second, each item of a batch counted, 0.01 to 10000. Without it the service's own limit is found.</summary>
    [Parameter]
    [ValidateRange(0.01, 10000)]
    public double MaxRate { get; set; }

    /// <summary>The row being processed, counted from 1.</summary>
    private protected int RowNumber { get; private set; }

    /// <summary>The row that was read last; being rejected, perhaps.</summary>
    private protected RowInput Current { get; private set; } = new();

    /// <summary>How many objects were no rows: nothing in any cell.</summary>
    private protected int BlankRows => _reader?.Blank ?? 0;

    /// <summary>A whole recorded run, where Get-TapRun put it into the pipeline.</summary>
    private protected TapRun? RecordedRun => CellText.Unwrap(InputObject) as TapRun;

    private protected RunCounts Counts => _run?.Counts ?? default;

    /// <summary>What the progress bar says is being done.</summary>
    private protected abstract string Activity { get; }

    /// <summary>Puts out the result of a row that did not fail. Its exceptions mean that the pipeline is ending.</summary>
    private protected abstract void Write(RowOutcome outcome);

    /// <summary>Begins the run that the rows go to.</summary>
    /// <exception cref="TapServiceException">Nothing can be done.</exception>
    private protected abstract RunDriver Begin(BulkOptions options);

    /// <summary>The run; begun when it is first needed.</summary>
    private protected RunDriver Run
    {
        get
        {
            if (_run is { } begun) return begun;
            _run = OrTerminate(() => Begin(new BulkOptions { BatchSize = BatchSize, ThrottleLimit = ThrottleLimit, MaxRate = MaxRate > 0 ? MaxRate : null }));
            _sink = new CmdletSink(this, Log, new ProgressMeter(this, Activity), Write, OnFailed);
            return _run;
        }
    }

    /// <summary>A row failed and is about to be told as an error record.</summary>
    private protected virtual void OnFailed(TapError error)
    {
    }

    /// <summary>The columns of the rows that are not used, whenever a new list of columns comes.</summary>
    private protected virtual void OnUnusedColumns(IReadOnlyList<string> columns)
    {
    }

    /// <summary>Reads the command line, which holds for every row.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        OrTerminate(() =>
        {
            _arguments = RowArguments.Of(MyInvocation.BoundParameters);
            _reader = new RowReader(_arguments, _readsPass) { ColumnsMatched = TellColumns };
        });
        if (MyInvocation.ExpectingInput && _arguments.Users.Count > 0)
            throw Terminate(ErrorTable.Describe(TapErrorId.InvalidArgument, "-UserId names users, and the pipeline brings rows.", advice: "Leave out one of the two. A script block can find the user of each row: -UserId { $_.Email }"));
    }

    /// <summary>Counts the rows of the pipeline. A user given by itself is no row, and its number stays 0.</summary>
    /// <param name="isOfList">One of several users of the command line, which are counted as well.</param>
    private protected void NextRow(bool isOfList = false)
    {
        if (MyInvocation.ExpectingInput || isOfList) RowNumber++;
    }

    /// <summary>The rows that came now and can be used: one of the pipeline's object, or those of the command line. Others are rejected, and blank ones passed over.</summary>
    private protected IEnumerable<RowInput> Rows() => Read().Where(IsUsable);

    /// <summary>A row of a recorded run, counted; null if it was rejected.</summary>
    private protected RowInput? Read(TapRunRow row)
    {
        NextRow();
        return OrTerminate(() => _reader.Read(PSObject.AsPSObject(row), RowNumber)) is var read && IsUsable(read) ? read : null;
    }

    /// <summary>The rows of a recorded run that are meant; none, and an error, if the run was in another tenant than this connection is to.</summary>
    private protected IEnumerable<TapRunRow> RowsOf(TapRun run, Func<TapRunRow, bool> areMeant)
    {
        Current = new();
        return IsOfOtherTenant(run, null) ? [] : run.GetRows().Where(areMeant);
    }

    /// <summary>Gives a row to the run, and writes what has come meanwhile.</summary>
    private protected void Add(BulkRow row) => Drive(run => run.Add(row, _sink!, Stop));

    /// <summary>Takes in a row that ends without a request.</summary>
    private protected void Settle(RowOutcome outcome) => Drive(run =>
    {
        run.Settle(outcome);
        run.Flush(_sink!, Stop);
    });

    /// <summary>Asks before a row goes. What has come meanwhile is written first: nothing that is done waits behind a prompt.</summary>
    private protected bool IsApproved(string target, string action)
    {
        Drive(run => run.Flush(_sink!, Stop));
        return ShouldProcess(target, action);
    }

    /// <summary>A row that is not sent because of what it says.</summary>
    private protected virtual void Reject(TapError error) => Settle(RowOutcome.Failed(new RowRef(RowNumber, error.User ?? "", Current.Source), error));

    /// <summary>Writes everything that is still to come.</summary>
    protected override void EndProcessing()
    {
        if (BlankRows > 0) WriteVerbose(BlankRows == 1 ? "1 blank row was passed over." : $"{BlankRows} blank rows were passed over.");
        if (_run is null) return;
        Drive(run => run.Finish(_sink!, Stop));
        _sink!.Complete();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _run?.Dispose();
        base.Dispose(disposing);
    }

    private IEnumerable<RowInput> Read()
    {
        if (MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(InputObject)))
        {
            NextRow();
            return [OrTerminate(() => _reader.Read(InputObject, RowNumber))];
        }

        if (_arguments.Users.Count == 0)
            throw Terminate(ErrorTable.Describe(TapErrorId.InvalidArgument, "No user was given.", advice: "Give -UserId, or pipe users or rows of a CSV into the command."));
        return ReadUsers();
    }

    private IEnumerable<RowInput> ReadUsers()
    {
        foreach (var user in _arguments.Users)
        {
            NextRow(isOfList: _arguments.Users.Count > 1);
            yield return OrTerminate(() => _reader.Read(user, RowNumber));
        }
    }

    private bool IsUsable(RowInput row)
    {
        Current = row;
        foreach (var remark in row.Remarks) Run.Log.Warning(remark);
        if (row.IsBlank) return false;
        if (CellText.Unwrap(row.Source) is TapRunRow recorded && IsOfOtherTenant(recorded.Run, row.User)) return false;
        if (row.Problems.Count > 0) Reject(ErrorTable.Describe(TapErrorId.InvalidRow, string.Join(" ", row.Problems), row.User, RowNumber, row.Advice));
        else if (row.SameAs is { } first) Reject(ErrorTable.Describe(TapErrorId.DuplicateUser, $"'{row.User}' is the person whom row {first} names in another way; only that row counts.", row.User, RowNumber));
        return row.Problems.Count == 0 && row.SameAs is null;
    }

    private void TellColumns(ColumnMatch match)
    {
        OnUnusedColumns(match.Unused);
        if (match.Unused.Count > 0) WriteVerbose($"Not used of the columns: {string.Join(", ", match.Unused.Select(CellText.Shown))}.");
    }

    private void Drive(Action<RunDriver> act)
    {
        var run = Run;
        try
        {
            act(run);
        }
        catch (TapServiceException failure)
        {
            _sink!.Complete();
            throw Terminate(failure.Error);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private bool IsOfOtherTenant(TapRun run, string? user)
    {
        if (run.TenantId is null || Connected.TenantId is null || string.Equals(run.TenantId, Connected.TenantId, StringComparison.OrdinalIgnoreCase)) return false;
        Reject(ErrorTable.Describe(
            TapErrorId.InvalidRow, $"The run in '{run.Path}' was in the tenant {run.TenantId}; this connection is to {Connected.TenantId}.", user, RowNumber, "Connect to the run's tenant, or give that connection to -Connection."));
        return true;
    }
}
