using TapModule.Core.Bulk;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.Journal;
using TapModule.Core.Passes;
using TapModule.Core.Text;

namespace TapModule.Core.Runs;

/// <summary>Why nothing had to be done for a row.</summary>
internal enum SkipReason
{
    /// <summary>The user has a live pass, and the caller wanted it left alone.</summary>
    HasPass,

    /// <summary>The journal shows that an earlier run delivered the row's pass.</summary>
    DeliveredEarlier,

    /// <summary>Whoever was asked said no.</summary>
    Declined,
}

/// <summary>The one wording of each reason.</summary>
internal static class SkipReasons
{
    public static string Text(object? why) => why switch
    {
        SkipReason.DeliveredEarlier => "an earlier run of the journal delivered the pass",
        SkipReason.Declined => "it was declined at the prompt",
        _ => "the user has a live pass",
    };
}

/// <summary>
/// Decides whether a row may go: each user once in a run, and not at all where an earlier run of the journal delivered the pass.
/// Remembers sixteen bytes of each row.
/// </summary>
/// <param name="earlier">What earlier runs of the journal did; null without a journal.</param>
internal sealed class RowAdmission(JournalIndex? earlier)
{
    private readonly Dictionary<Guid, int> _rowOfUser = [];

    /// <summary>
    /// The outcome of a row that must not go; null if it may. Changes nothing: a row that is declined afterwards does not count as seen. A
    /// second row for a user would make the first one's code, already handed out, useless.
    /// </summary>
    public RowOutcome? Check(PassRequest request, RowRef row)
    {
        if (Misnamed(row) is { } misnamed) return misnamed;
        if (_rowOfUser.TryGetValue(UserKey.Of(request.UserId), out var first))
            return Failed(row, TapErrorId.DuplicateUser, $"'{request.UserId}' is already named by row {first}; only that row counts.");
        if (earlier?.Find(request.UserId) is not { IsDelivered: true } delivered) return null;
        var difference = delivered.DifferenceTo(request);
        return difference.Length == 0
            ? new RowOutcome(row, RowEnding.Skipped) { Result = SkipReason.DeliveredEarlier }
            : Failed(row, TapErrorId.JournalConflict, $"The journal shows that the pass of '{request.UserId}' was delivered with other values ({difference}).");
    }

    /// <summary>The outcome of a row whose user cannot be one: blank, '.' or '..', which would lead elsewhere; null if it can.</summary>
    public static RowOutcome? Misnamed(RowRef row) =>
        GraphPath.IsSegment(row.User) ? null : Failed(row, TapErrorId.InvalidRow, $"'{row.User}' is not a user.");

    /// <summary>From now on the user counts as named.</summary>
    public void Admit(PassRequest request, RowRef row) => _rowOfUser.Add(UserKey.Of(request.UserId), row.Number);

    private static RowOutcome Failed(RowRef row, TapErrorId reason, string message) => RowOutcome.Failed(row, ErrorTable.Describe(reason, message, row.User, row.Number));
}
