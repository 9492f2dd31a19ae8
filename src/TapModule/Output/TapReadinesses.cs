using System.Management.Automation;
using TapModule.Core.Bulk;
using TapModule.Core.Errors;
using TapModule.Core.Preflight;

namespace TapModule.Output;

/// <summary>Turns Core's findings into what PowerShell gets.</summary>
internal static class TapReadinesses
{
    public static TapReadiness ToOutput(Readiness readiness, RowRef row) => new()
    {
        RowNumber = row.Number,
        UserId = row.User,
        State = readiness.State,
        Problems = [.. readiness.Problems.Select(ToOutput)],
        Warnings = [.. readiness.Warnings],
        NotChecked = [.. readiness.NotChecked],
        LifetimeInMinutes = readiness.LifetimeInMinutes,
        Start = readiness.Request.StartDateTime,
        Expiration = readiness.ExpirationDateTime,
        IsUsableOnce = readiness.IsUsableOnce,
        InputObject = row.Tag as PSObject,
    };

    /// <summary>A row for which nothing would be sent.</summary>
    public static TapReadiness Rejected(IEnumerable<TapError> problems, RowRef row) => new()
    {
        RowNumber = row.Number,
        UserId = row.User,
        State = TapReadinessState.NotReady,
        Problems = [.. problems.Select(ToOutput)],
        InputObject = row.Tag as PSObject,
    };

    /// <summary>A row that an earlier run of the journal has done.</summary>
    public static TapReadiness Delivered(RowRef row) => new()
    {
        RowNumber = row.Number,
        UserId = row.User,
        Warnings = ["The journal shows that the pass was delivered; the row would be skipped."],
        InputObject = row.Tag as PSObject,
    };

    private static TapProblem ToOutput(TapError error) => new()
    {
        Reason = error.Reason,
        Message = error.Message,
        Advice = error.Advice,
    };
}
