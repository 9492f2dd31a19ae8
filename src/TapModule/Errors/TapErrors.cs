using System.Management.Automation;
using TapModule.Core.Errors;

namespace TapModule.Errors;

/// <summary>Makes every ErrorRecord of the module. What is known of a reason is in Core's ErrorTable.</summary>
internal static class TapErrors
{
    public static ErrorRecord ToRecord(TapError error)
    {
        var rule = ErrorTable.Rule(error.Reason);
        var where = error.RowNumber is > 0 and var row ? $"Row {row}: " : "";
        var exception = new TapException(where + error.Message, error.Cause)
        {
            Reason = error.Reason.ToString(),
            Advice = error.Advice,
            UserId = error.User,
            RowNumber = error.RowNumber is > 0 ? error.RowNumber : null,
            Status = error.Status,
            GraphCode = error.GraphCode,
            GraphMessage = error.GraphMessage,
            RequestId = error.RequestId,
            ClientRequestId = error.ClientRequestId,
        };
        var category = (ErrorCategory)Enum.Parse(typeof(ErrorCategory), rule.Category);
        return new ErrorRecord(exception, error.Reason.ToString(), category, error.User)
        {
            ErrorDetails = new ErrorDetails(where + error.Message) { RecommendedAction = error.Advice },
        };
    }
}
