using System.Management.Automation;
using TapModule.Binding;
using TapModule.Core.Bulk;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.Runs;

namespace TapModule.Cmdlets;

/// <summary>
/// A command over many users. What a row is and who is meant, it reads from the pipeline; the run that carries the rows out is
/// Core's <c>RunDriver</c>, which decides when what is put out. Everything here runs on the pipeline thread.
/// </summary>
public abstract class RunCmdlet : ConnectedCmdlet
{
    private RunDriver? _run;
    private CmdletSink? _sink;

    /// <summary>The user: object id or user principal name. Columns UserPrincipalName, UPN, ObjectId and Id fill it too.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "User")]
    [Alias("UserPrincipalName", "UPN", "ObjectId", "Id")]
    [AllowNull]
    [AllowEmptyString]
    [OneUser]
    public string? UserId { get; set; }

    /// <summary>The whole row, from the pipeline. It comes back as InputObject of what is put out.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true, ParameterSetName = "User")]
    [AllowNull]
    public PSObject? InputObject { get; set; }

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

    /// <summary>The row, if it is one: a user given by itself is none.</summary>
    private protected PSObject? Row => MyInvocation.ExpectingInput ? InputObject : null;

    /// <summary>A whole recorded run, where Get-TapRun put it into the pipeline.</summary>
    private protected TapRun? RecordedRun => CellText.Unwrap(InputObject) as TapRun;

    /// <summary>A row of a recorded run.</summary>
    private protected TapRunRow? RunRow => CellText.Unwrap(InputObject) as TapRunRow;

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

    /// <summary>Counts the rows of the pipeline. A user given by itself is no row, and its number stays 0.</summary>
    private protected void NextRow()
    {
        if (MyInvocation.ExpectingInput) RowNumber++;
    }

    /// <summary>Counts the row and finds its user; null if the row was rejected.</summary>
    private protected string? NextUser()
    {
        NextRow();
        var user = UserId ?? (CellText.Unwrap(InputObject) as string);
        if (user is null && !MyInvocation.ExpectingInput)
            throw Terminate(ErrorTable.Describe(TapReason.InvalidRow, "No user was given.", advice: "Give -UserId, or pipe users or rows of a CSV into the command."));
        if (RunRow is { } row && IsOfOtherTenant(row.Run, user)) return null;
        if (UserIdText.Problem(user, Row) is not { } problem) return user!.Trim();
        RejectRow(problem, user, UserIdText.Advice(user, Row));
        return null;
    }

    /// <summary>The rows of a recorded run that are meant; none, and an error, if the run was in another tenant than this connection is to.</summary>
    private protected IEnumerable<TapRunRow> RowsOf(TapRun run, Func<TapRunRow, bool> areMeant) =>
        IsOfOtherTenant(run, null) ? [] : run.GetRows().Where(areMeant);

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

    /// <summary>The row's values cannot be used; nothing is sent for it.</summary>
    private protected void RejectRow(string problem, string? user, string? advice = null) =>
        Reject(ErrorTable.Describe(TapReason.InvalidRow, problem, user is null ? null : CellText.Shown(user).Trim('\''), RowNumber, advice));

    /// <summary>A row that is not sent because of what it says.</summary>
    private protected virtual void Reject(TapError error) => Settle(RowOutcome.Failed(new RowRef(RowNumber, error.User ?? "", Row), error));

    /// <summary>Writes everything that is still to come.</summary>
    protected override void EndProcessing()
    {
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
            TapReason.InvalidRow, $"The run in '{run.Path}' was in the tenant {run.TenantId}; this connection is to {Connected.TenantId}.", user, RowNumber, "Connect to the run's tenant, or give that connection to -Connection."));
        return true;
    }
}
