using System.Management.Automation;
using TapModule.Core.Errors;
using TapModule.Core.Passes;
using TapModule.Core.Preflight;

namespace TapModule.Output;

/// <summary>Turns Core's findings into what PowerShell gets.</summary>
internal static class TapReadinesses
{
    public static TapReadiness ToOutput(PassRequest request, int number, Readiness readiness, PSObject? row) => new()
    {
        RowNumber = number,
        UserId = request.UserId,
        State = (TapReadinessState)Enum.Parse(typeof(TapReadinessState), readiness.State.ToString()),
        Problems = [.. readiness.Problems.Select(ToOutput)],
        Warnings = [.. readiness.Warnings],
        NotChecked = [.. readiness.NotChecked],
        LifetimeInMinutes = readiness.LifetimeInMinutes,
        StartDateTime = request.StartDateTime,
        ExpirationDateTime = readiness.ExpirationDateTime,
        IsUsableOnce = readiness.IsUsableOnce,
        InputObject = row,
    };

    /// <summary>A row for which nothing would be sent.</summary>
    /// <param name="error">Why.</param>
    /// <param name="problems">What is wrong with the row, one by one; none if the error says it all.</param>
    /// <param name="row">The row.</param>
    public static TapReadiness Rejected(TapError error, IReadOnlyList<string> problems, PSObject? row) => new()
    {
        RowNumber = error.RowNumber ?? 0,
        UserId = error.User ?? "",
        State = TapReadinessState.NotReady,
        Problems = problems.Count == 0 ? [ToOutput(error)] : [.. problems.Select(problem => ToOutput(error with { Message = problem }))],
        InputObject = row,
    };

    /// <summary>A row that an earlier run of the journal has done.</summary>
    public static TapReadiness Delivered(PassRequest request, int number, PSObject? row) => new()
    {
        RowNumber = number,
        UserId = request.UserId,
        Warnings = ["The journal shows that the pass was delivered; the row would be skipped."],
        InputObject = row,
    };

    private static TapProblem ToOutput(TapError error) => new()
    {
        Reason = (TapErrorId)Enum.Parse(typeof(TapErrorId), error.Reason.ToString()),
        Message = error.Message,
        Advice = error.Advice,
    };
}
