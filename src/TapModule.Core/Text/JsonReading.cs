using System.Text.Json;

namespace TapModule.Core.Text;

/// <summary>Tolerant reading: a property that is missing or of another kind reads as null.</summary>
internal static class JsonReading
{
    public static string? Text(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static int? Number(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    public static bool? Flag(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    /// <summary>A date in the years 2 to 9998: what lies beyond means "never", and sums with it cannot be computed.</summary>
    public static DateTimeOffset? Date(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var date) && date.UtcDateTime.Year is > 1 and < 9999
            ? date
            : null;
}
