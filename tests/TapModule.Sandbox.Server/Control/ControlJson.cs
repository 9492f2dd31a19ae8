using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TapModule.Sandbox.Server.Control;

/// <summary>JSON of the control interface: the C# names in camelCase, and changes that touch only what they name.</summary>
internal static class ControlJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static T Read<T>(JsonElement body)
        where T : new()
    {
        var result = new T();
        Merge(result, body);
        return result;
    }

    /// <summary>Sets the properties that the change names; properties that can only be read are left alone.</summary>
    /// <exception cref="ControlException">The change names an unknown property, or gives one a value that it cannot have.</exception>
    public static void Merge(object target, JsonElement change)
    {
        if (change.ValueKind != JsonValueKind.Object) throw new ControlException("The body must be a JSON object.");
        foreach (var wanted in change.EnumerateObject())
        {
            var property = target.GetType().GetProperty(wanted.Name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase)
                ?? throw new ControlException($"There is no '{wanted.Name}'. Known: {string.Join(", ", NamesOf(target))}.");
            if (property.CanWrite) property.SetValue(target, ValueOf(property, wanted.Value));
            else if (wanted.Value.ValueKind == JsonValueKind.Object && property.GetValue(target) is { } nested) Merge(nested, wanted.Value);
        }
    }

    private static object? ValueOf(PropertyInfo property, JsonElement value)
    {
        try
        {
            return value.Deserialize(property.PropertyType, Options);
        }
        catch (JsonException exception)
        {
            throw new ControlException($"'{property.Name}' cannot be {value.GetRawText()}: {exception.Message}");
        }
    }

    private static IEnumerable<string> NamesOf(object target) =>
        from property in target.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public)
        select JsonNamingPolicy.CamelCase.ConvertName(property.Name);
}
