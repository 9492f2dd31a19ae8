using TapModule.Core.Passes;

namespace TapModule.Core.Journal;

/// <summary>What a journal knows of one user from earlier runs.</summary>
/// <param name="IsDelivered">Whether the last pass reached somebody's output.</param>
/// <param name="LifetimeInMinutes">As asked for then.</param>
/// <param name="StartDateTime">As asked for then.</param>
/// <param name="IsUsableOnce">As asked for then.</param>
internal readonly record struct JournalEntry(bool IsDelivered, int? LifetimeInMinutes, DateTimeOffset? StartDateTime, bool? IsUsableOnce)
{
    /// <summary>The properties in which a request differs from what was delivered, as "name: then → now"; empty if in none.</summary>
    public string DifferenceTo(PassRequest request)
    {
        var differences = new List<string>();
        if (LifetimeInMinutes != request.LifetimeInMinutes) differences.Add($"LifetimeInMinutes: {Shown(LifetimeInMinutes)} → {Shown(request.LifetimeInMinutes)}");
        if (StartDateTime != request.StartDateTime) differences.Add($"StartDateTime: {Shown(StartDateTime?.UtcDateTime)} → {Shown(request.StartDateTime?.UtcDateTime)}");
        if (IsUsableOnce != request.IsUsableOnce) differences.Add($"IsUsableOnce: {Shown(IsUsableOnce)} → {Shown(request.IsUsableOnce)}");
        return string.Join(", ", differences);
    }

    private static string Shown(object? value) => value switch
    {
        null => "not given",
        DateTime time => time.ToString("u", System.Globalization.CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };
}
