using System.Globalization;
using System.Text.Json;

namespace TapModule.Sandbox.Wire;

/// <summary>Reads property values as strictly as the service does: null stands for not given, another type is an error.</summary>
internal static class JsonReading
{
    public static int? ReadInt32(this JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number when value.TryGetInt32(out var number) => number,
        _ => throw Invalid(name, "Edm.Int32"),
    };

    public static bool? ReadBoolean(this JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Invalid(name, "Edm.Boolean"),
    };

    public static string? ReadString(this JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => throw Invalid(name, "Edm.String"),
    };

    /// <summary>A date and time with its offset; without one it is not an Edm.DateTimeOffset.</summary>
    public static DateTimeOffset? ReadDate(this JsonElement value, string name)
    {
        if (value.ReadString(name) is not { } text) return null;
        var hasOffset = text.EndsWith("Z", StringComparison.OrdinalIgnoreCase) || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T');
        return hasOffset && text.IndexOf('T') > 0
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var date)
            ? date
            : throw Invalid(name, "Edm.DateTimeOffset");
    }

    /// <summary>A required collection of object ids.</summary>
    public static IReadOnlyList<Guid> ReadIds(this JsonElement body, string name, int most)
    {
        if (!body.TryGetProperty(name, out var ids) || ids.ValueKind != JsonValueKind.Array) throw Invalid(name, "Collection(Edm.String)");
        if (ids.GetArrayLength() > most) throw GraphErrorException.BadRequest($"Too many values in '{name}': the maximum is {most}.");
        return [.. ids.EnumerateArray().Select(id =>
            Guid.TryParse(id.ReadString(name), out var guid) ? guid : throw Invalid(name, "Collection(Edm.Guid)"))];
    }

    public static GraphErrorException Invalid(string name, string type) =>
        new(400, "BadRequest", $"Cannot convert the value of property '{name}' to type '{type}'.");
}
