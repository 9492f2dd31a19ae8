using TapModule.Core.Errors;
using TapModule.Core.Journal;
using TapModule.Core.Passes;

namespace TapModule.Core.Runs;

/// <summary>Whether a row may go.</summary>
/// <param name="Error">Why it may not; null if it may.</param>
/// <param name="IsDelivered">The journal shows that it was done.</param>
internal readonly record struct Admission(TapError? Error, bool IsDelivered)
{
    public static Admission Duplicate(string user, int row, int first) =>
        new(ErrorTable.Describe(TapReason.DuplicateUser, $"'{user}' is already named by row {first}; only that row counts.", user, row), false);

    /// <summary>A user that was delivered by an earlier run is done, unless the row asks for something else now.</summary>
    public static Admission After(JournalEntry? earlier, PassRequest request, int row)
    {
        if (earlier is not { IsDelivered: true } delivered) return default;
        var difference = delivered.DifferenceTo(request);
        return difference.Length == 0
            ? new Admission(null, true)
            : new Admission(ErrorTable.Describe(TapReason.JournalConflict, $"The journal shows that the pass of '{request.UserId}' was delivered with other values ({difference}).", request.UserId, row), false);
    }
}
