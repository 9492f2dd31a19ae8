using System.Collections;
using System.Management.Automation;
using TapModule.Binding;
using TapModule.Core.Errors;
using TapModule.Core.Runs;

namespace TapModule.Cmdlets;

/// <summary>
/// A bulk command whose rows name users. Only -InputObject takes from the pipeline, and one reader takes the user, the values and the columns from the whole row (decision 0009): what a row
/// says cannot fail in PowerShell's binding, and is an error of that row, told with its number, while the others go on.
/// </summary>
public abstract class UserRowCmdlet : BulkCmdlet
{
    private readonly bool _readsPass;
    private RefusalExplainer? _refusals;
    private RowReader _rows = null!;
    private RowArguments _arguments = null!;

    private protected UserRowCmdlet(bool readsPass = false) => _readsPass = readsPass;

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

    /// <summary>Whether the token grants what the rows need; null if that is not known. Tells a missing permission from a role that is too low.</summary>
    private protected virtual bool? IsPermitted => Need is { } need ? Connected.Graph.Allows(need) : null;

    /// <summary>How many objects were no rows: nothing in any cell.</summary>
    private protected int BlankRows => _rows?.Blank ?? 0;

    /// <summary>The row that is being rejected, or the last that was read.</summary>
    private protected RowInput Current { get; private set; } = new();

    /// <summary>Reads the command line, which holds for every row.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        OrTerminate(() =>
        {
            _arguments = RowArguments.Of(MyInvocation.BoundParameters);
            _rows = new RowReader(_arguments, _readsPass) { ColumnsMatched = TellColumns };
        });
        if (MyInvocation.ExpectingInput && _arguments.Users.Count > 0)
            throw Terminate(ErrorTable.Describe(TapReason.InvalidRow, "-UserId names users, and the pipeline brings rows.", advice: "Leave out one of the two. A script block can find the user of each row: -UserId { $_.Email }"));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (BlankRows > 0) WriteVerbose(BlankRows == 1 ? "1 blank row was passed over." : $"{BlankRows} blank rows were passed over.");
    }

    /// <summary>The columns of the rows, whenever a new list of columns comes.</summary>
    private protected virtual void OnUnusedColumns(IReadOnlyList<string> columns)
    {
    }

    /// <remarks>Writes nothing while it waits, not even remarks: what is in flight has yet to be written out.</remarks>
    private protected override TapError Explain(TapError error)
    {
        _refusals ??= new RefusalExplainer(Connected.Graph);
        try
        {
            return Task.Run(() => _refusals.ExplainAsync(error, IsPermitted, Log, Stop)).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return error;
        }
    }

    /// <summary>A whole recorded run, where Get-TapRun put it into the pipeline.</summary>
    private protected TapRun? Run => CellText.Unwrap(InputObject) as TapRun;

    /// <summary>The rows that came now and can be used: one of the pipeline's object, or those of the command line. Others are rejected, and blank ones passed over.</summary>
    private protected IEnumerable<RowInput> Rows() => Read().Where(IsUsable);

    /// <summary>The rows of a recorded run that are meant; none, and an error, if the run was in another tenant than this connection is to.</summary>
    private protected IEnumerable<TapRunRow> RowsOf(TapRun run, Func<TapRunRow, bool> areMeant) =>
        IsOfOtherTenant(run, null) ? [] : run.GetRows().Where(areMeant);

    /// <summary>What a row of a recorded run asks for; null if it was rejected.</summary>
    private protected RowInput? Read(TapRunRow row)
    {
        NextRow();
        return OrTerminate(() => _rows.Read(PSObject.AsPSObject(row), RowNumber)) is var read && IsUsable(read) ? read : null;
    }

    private IEnumerable<RowInput> Read()
    {
        if (MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(InputObject)))
        {
            NextRow();
            return [OrTerminate(() => _rows.Read(InputObject, RowNumber))];
        }

        if (_arguments.Users.Count == 0)
            throw Terminate(ErrorTable.Describe(TapReason.InvalidRow, "No user was given.", advice: "Give -UserId, or pipe users or rows of a CSV into the command."));
        return ReadUsers();
    }

    private IEnumerable<RowInput> ReadUsers()
    {
        foreach (var user in _arguments.Users)
        {
            NextRow(isOfList: _arguments.Users.Count > 1);
            yield return OrTerminate(() => _rows.Read(user, RowNumber));
        }
    }

    private bool IsUsable(RowInput row)
    {
        Current = row;
        foreach (var remark in row.Remarks) WriteWarning(remark);
        if (row.IsBlank) return false;
        if (CellText.Unwrap(row.Source) is TapRunRow recorded && IsOfOtherTenant(recorded.Run, row.User)) return false;
        if (row.Problems.Count > 0) Reject(ErrorTable.Describe(TapReason.InvalidRow, string.Join(" ", row.Problems), row.User, RowNumber, row.Advice));
        else if (row.SameAs is { } first) Reject(Admission.Duplicate(row.User!, RowNumber, first).Error!);
        return row.Problems.Count == 0 && row.SameAs is null;
    }

    private void TellColumns(ColumnMatch match)
    {
        OnUnusedColumns(match.Unused);
        if (match.Unused.Count > 0) WriteVerbose($"Not used of the columns: {string.Join(", ", match.Unused.Select(CellText.Shown))}.");
    }

    private bool IsOfOtherTenant(TapRun run, string? user)
    {
        if (run.TenantId is null || Connected.TenantId is null || string.Equals(run.TenantId, Connected.TenantId, StringComparison.OrdinalIgnoreCase)) return false;
        Reject(ErrorTable.Describe(
            TapReason.InvalidRow, $"The run in '{run.Path}' was in the tenant {run.TenantId}; this connection is to {Connected.TenantId}.", user, RowNumber, "Connect to the run's tenant, or give that connection to -Connection."));
        return true;
    }
}
