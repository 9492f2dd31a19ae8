using System.Collections;
using System.Globalization;
using System.Text.Json;
using TapModule.Core.Errors;
using TapModule.Core.Text;

namespace TapModule.Core.Policy;

/// <summary>
/// Reads a desired state: the policy's own properties by name, in any case, as Graph's JSON and as Get-TapPolicy put out. A key that is
/// not known is refused, because a misspelt one would silently be left out of the comparison. What is left out, or null, is not
/// part of the desired state.
/// </summary>
internal static class DesiredState
{
    private static readonly string[] Keys = [.. PolicyProperty.All.Select(p => p.Name)];
    private static readonly string[] TargetKeys = ["Id", "DisplayName", "TargetType", "IsRegistrationRequired"];

    /// <exception cref="TapServiceException"><see cref="TapReason.InvalidPolicy"/>: no JSON object, or not one that describes the policy.</exception>
    public static PolicyChange FromJson(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return Plain(document.RootElement) is IDictionary values
                ? FromDictionary(values)
                : throw Refuse("The desired state is no JSON object.", "Write it as an object whose names are the policy's properties; Get-TapPolicy | ConvertTo-Json makes one.");
        }
        catch (JsonException e)
        {
            throw Refuse($"The desired state is not JSON: {ForeignText.Of(e)}", "Correct the file; Get-TapPolicy | ConvertTo-Json makes a valid one.");
        }
    }

    /// <exception cref="TapServiceException"><see cref="TapReason.InvalidPolicy"/>: not a description of the policy.</exception>
    public static PolicyChange FromDictionary(IDictionary values)
    {
        var named = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in values)
        {
            var key = Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "";
            if (IsAboutMethod(key, entry.Value)) continue;
            Know(key, Keys, "The desired state");
            if (named.ContainsKey(key)) throw Refuse($"The desired state names '{key}' twice.");
            named.Add(key, entry.Value);
        }

        if (named.Values.All(v => v is null))
            throw Refuse("The desired state names no property of the policy, so there is nothing to hold the policy against.", $"Name at least one of {string.Join(", ", Keys)}.");
        object? Value(string name) => named.TryGetValue(name, out var value) ? value : null;
        var change = new PolicyChange
        {
            State = Text(nameof(PolicyChange.State), Value(nameof(PolicyChange.State))),
            DefaultLifetimeInMinutes = Number(nameof(PolicyChange.DefaultLifetimeInMinutes), Value(nameof(PolicyChange.DefaultLifetimeInMinutes))),
            MinimumLifetimeInMinutes = Number(nameof(PolicyChange.MinimumLifetimeInMinutes), Value(nameof(PolicyChange.MinimumLifetimeInMinutes))),
            MaximumLifetimeInMinutes = Number(nameof(PolicyChange.MaximumLifetimeInMinutes), Value(nameof(PolicyChange.MaximumLifetimeInMinutes))),
            DefaultLength = Number(nameof(PolicyChange.DefaultLength), Value(nameof(PolicyChange.DefaultLength))),
            IsUsableOnce = Flag(nameof(PolicyChange.IsUsableOnce), Value(nameof(PolicyChange.IsUsableOnce))),
            IncludeTargets = Targets(nameof(PolicyChange.IncludeTargets), Value(nameof(PolicyChange.IncludeTargets))),
            ExcludeTargets = Targets(nameof(PolicyChange.ExcludeTargets), Value(nameof(PolicyChange.ExcludeTargets))),
        };
        PolicyRules.Check(change);
        return change;
    }

    /// <summary>Graph's own annotations and the id say what the object is. They are no part of the state, but must not say something else.</summary>
    private static bool IsAboutMethod(string key, object? value)
    {
        var isType = string.Equals(key, "@odata.type", StringComparison.OrdinalIgnoreCase);
        var isId = string.Equals(key, "id", StringComparison.OrdinalIgnoreCase);
        var expected = isType ? PolicyDocument.ODataType : "TemporaryAccessPass";
        if ((isType || isId) && !string.Equals(value as string, expected, StringComparison.OrdinalIgnoreCase))
            throw Refuse($"The desired state says that it is of {key} '{value}'. The policy of Temporary Access Passes has '{expected}'.");
        return isId || key.IndexOf("@odata.", StringComparison.OrdinalIgnoreCase) >= 0;
    }

    private static TargetChange? Targets(string name, object? value) => value switch
    {
        null => null,
        string or IDictionary => new TargetChange { Replace = [Target(name, value)] },
        IEnumerable items => new TargetChange { Replace = [.. items.Cast<object?>().Select(item => Target(name, item))] },
        _ => throw Wrong(name, value, "a list of groups"),
    };

    private static WantedTarget Target(string name, object? item)
    {
        if (item is string { Length: > 0 } text) return new WantedTarget(text);
        if (item is not IDictionary values) throw Wrong(name, item, "groups, each an id, a name, or an object with an id");
        var named = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in values)
        {
            var key = Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "";
            if (key.IndexOf("@odata.", StringComparison.OrdinalIgnoreCase) >= 0) continue;
            Know(key, TargetKeys, $"A target in {name}");
            named[key] = entry.Value;
        }

        object? Value(string key) => named.TryGetValue(key, out var found) ? found : null;
        var who = Text("Id", Value("Id")) ?? Text("DisplayName", Value("DisplayName")) ?? throw Refuse($"A target in {name} has neither Id nor DisplayName.");
        if (Text("TargetType", Value("TargetType")) is { } type && !string.Equals(type, "group", StringComparison.OrdinalIgnoreCase))
        {
            throw Refuse(
                $"The target '{who}' in {name} is of the type '{type}'. The policy's targets are groups: Microsoft ended the targeting of single users in 2023.",
                "Put the user into a group and name the group.");
        }

        return new WantedTarget(who) { IsRegistrationRequired = Flag("IsRegistrationRequired", Value("IsRegistrationRequired")) };
    }

    private static void Know(string key, string[] known, string what)
    {
        if (known.Contains(key, StringComparer.OrdinalIgnoreCase)) return;
        throw Refuse(
            $"{what} has an unknown key '{key}'." + (Suggestion.For(key, known) is { } near ? $" Did you mean '{near}'?" : ""),
            $"Known are {string.Join(", ", known)}.");
    }

    private static string? Text(string name, object? value) => value switch
    {
        null => null,
        string { Length: > 0 } text => text,
        _ => throw Wrong(name, value, "text"),
    };

    private static bool? Flag(string name, object? value) => value switch
    {
        null => null,
        bool flag => flag,
        _ => throw Wrong(name, value, "true or false"),
    };

    private static int? Number(string name, object? value) => value switch
    {
        null => null,
        int number => number,
        long number and >= int.MinValue and <= int.MaxValue => (int)number,
        double number and >= int.MinValue and <= int.MaxValue when number % 1 == 0 => (int)number,
        _ => throw Wrong(name, value, "a whole number"),
    };

    private static object? Plain(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => PlainObject(json),
        JsonValueKind.Array => json.EnumerateArray().Select(Plain).ToArray(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt32(out var number) ? number : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static Dictionary<string, object?> PlainObject(JsonElement json)
    {
        var values = new Dictionary<string, object?>();
        foreach (var property in json.EnumerateObject()) values[property.Name] = Plain(property.Value);
        return values;
    }

    private static TapServiceException Wrong(string name, object? value, string kind) =>
        Refuse($"{name} in the desired state is to be {kind}, and is {(value is string text ? $"the text '{text}'" : Convert.ToString(value, CultureInfo.InvariantCulture))}.");

    private static TapServiceException Refuse(string message, string? advice = null) =>
        PolicyErrors.Invalid(message, advice ?? "Correct the desired state; Get-TapPolicy | ConvertTo-Json makes a valid one.");
}
