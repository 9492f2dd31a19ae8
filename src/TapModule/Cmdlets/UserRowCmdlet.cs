using System.Management.Automation;
using TapModule.Binding;
using TapModule.Core.Errors;
using TapModule.Core.Runs;

namespace TapModule.Cmdlets;

/// <summary>
/// A bulk command whose rows name users. UserId binds by property name, also from what Get-MgUser, Get-EntraUser, Get-ADUser and
/// Get-TapUser put out; a plain string is a user as well. It is not mandatory to the engine, because a row without it must be an
/// error of that row, told with its number and columns, while the others go on.
/// </summary>
public abstract class UserRowCmdlet : BulkCmdlet
{
    private RefusalExplainer? _refusals;

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

    /// <summary>Whether the token grants what the rows need; null if that is not known. Tells a missing permission from a role that is too low.</summary>
    private protected virtual bool? IsPermitted => Need is { } need ? Connected.Graph.Allows(need) : null;

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

    /// <summary>The row, if it is one: a user given by itself is none.</summary>
    private protected PSObject? Row => MyInvocation.ExpectingInput ? InputObject : null;

    /// <summary>A whole recorded run, where Get-TapRun put it into the pipeline.</summary>
    private protected TapRun? Run => CellText.Unwrap(InputObject) as TapRun;

    /// <summary>A row of a recorded run.</summary>
    private protected TapRunRow? RunRow => CellText.Unwrap(InputObject) as TapRunRow;

    /// <summary>Counts the row and finds its user; null if the row was rejected.</summary>
    private protected string? NextUser()
    {
        NextRow();
        var user = UserId ?? (CellText.Unwrap(InputObject) as string);
        if (user is null && !MyInvocation.ExpectingInput)
            throw Terminate(ErrorTable.Describe(TapReason.InvalidArgument, "No user was given.", advice: "Give -UserId, or pipe users or rows of a CSV into the command."));
        if (RunRow is { } row && IsOfOtherTenant(row.Run, user)) return null;
        if (UserIdText.Problem(user, Row) is not { } problem) return user!.Trim();
        RejectRow(problem, user, UserIdText.Advice(user, Row));
        return null;
    }

    /// <summary>The rows of a recorded run that are meant; none, and an error, if the run was in another tenant than this connection is to.</summary>
    private protected IEnumerable<TapRunRow> RowsOf(TapRun run, Func<TapRunRow, bool> areMeant) =>
        IsOfOtherTenant(run, null) ? [] : run.GetRows().Where(areMeant);

    /// <summary>The row's values cannot be used; nothing is sent for it.</summary>
    private protected void RejectRow(string problem, string? user, string? advice = null) =>
        Reject(ErrorTable.Describe(TapReason.InvalidRow, problem, user is null ? null : CellText.Shown(user).Trim('\''), RowNumber, advice));

    private bool IsOfOtherTenant(TapRun run, string? user)
    {
        if (run.TenantId is null || Connected.TenantId is null || string.Equals(run.TenantId, Connected.TenantId, StringComparison.OrdinalIgnoreCase)) return false;
        Reject(ErrorTable.Describe(
            TapReason.InvalidRow, $"The run in '{run.Path}' was in the tenant {run.TenantId}; this connection is to {Connected.TenantId}.", user, RowNumber, "Connect to the run's tenant, or give that connection to -Connection."));
        return true;
    }
}
