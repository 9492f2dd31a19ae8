using System.Text.Json;

namespace TapModule.Core.Text;

/// <summary>
/// Tolerant reading of what others wrote: a property that is missing, of another kind, or whose text cannot be decoded (half a surrogate
/// pair, bytes that are not UTF-8) reads as null. Nothing here throws.
/// </summary>
internal static class JsonReading
{
    /// <summary>Null also where <paramref name="json"/> is not an object.</summary>
    public static JsonElement? Property(this JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object) return null;
        try
        {
            return json.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            // Names are decoded to be compared.
            return null;
        }
    }

    public static string? Text(this JsonElement json, string name) => json.Property(name)?.Text();

    /// <summary>The text of a value.</summary>
    public static string? Text(this JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static int? Number(this JsonElement json, string name) =>
        json.Property(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    public static long? LongNumber(this JsonElement json, string name) =>
        json.Property(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public static bool? Flag(this JsonElement json, string name) =>
        json.Property(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : null;

    /// <summary>A date as ISO 8601 writes it, in the years 2 to 9998: what lies beyond means "never", and sums with it cannot be computed.</summary>
    public static DateTimeOffset? Date(this JsonElement json, string name)
    {
        if (json.Property(name) is not { ValueKind: JsonValueKind.String } value) return null;
        try
        {
            return value.TryGetDateTimeOffset(out var date) && date.UtcDateTime.Year is > 1 and < 9999 ? date : null;
        }
        catch (Exception undecodable) when (undecodable is InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The elements of an array.</summary>
    public static JsonElement.ArrayEnumerator? List(this JsonElement json, string name) =>
        json.Property(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : null;
}
