using TapModule.Core.Errors;

namespace TapModule.Core.Handover;

/// <summary>One record of a handover file, as it could be read.</summary>
/// <param name="Number">Which record, counted from 1.</param>
/// <param name="Pass">The pass; null if there is none to be had.</param>
/// <param name="Error">Why not; null for a record that was never finished.</param>
internal sealed record HandoverReading(int Number, HandoverPass? Pass, TapError? Error)
{
    private const string NotOurs = "It was not written by Export-TapPass, or was changed afterwards.";

    /// <summary>A run was killed while it wrote this. Its pass counts as not delivered.</summary>
    public bool IsTorn => Pass is null && Error is null && Number > 0;

    /// <summary>The file is empty, or has a beginning and no record.</summary>
    public bool IsNothing => Pass is null && Error is null && Number == 0;

    public static HandoverReading Nothing { get; } = new(0, null, null);

    public static HandoverReading Torn(int number) => new(number, null, null);

    public static HandoverReading NoRecord(string why) =>
        new(0, null, ErrorTable.Describe(TapErrorId.InvalidArgument, why + ".", advice: NotOurs));

    public static HandoverReading Bad(int number, TapErrorId reason, string what) =>
        new(number, null, ErrorTable.Describe(reason, $"Record {number} {what}.", advice: reason == TapErrorId.InvalidRow ? NotOurs : null));
}
