using System.Collections;
using System.Globalization;
using System.Text.Json;
using TapModule.Core.Errors;
using TapModule.Core.Text;

namespace TapModule.Core.Policy;

/// <summary>
/// Reads a desired state: the policy's own properties by name, in any case, as Graph's JSON, Graph's SDKs and Get-TapPolicy write them. A key that is
/// not known is refused, because a misspelt one would silently be left out of the comparison. What is left out, or null, is not
/// part of the desired state.
/// </summary>
internal static class DesiredState
{
    private static readonly string[] Keys = [.. PolicyProperty.All.Select(p => p.Name)];
    private static readonly string[] TargetKeys = ["Id", "DisplayName", "TargetType", "IsRegistrationRequired"];

    /// <summary>Where the SDKs of PowerShell, C#, Java and Python put the properties that their classes do not have: most of this policy's.</summary>
    private static readonly string[] Envelopes = ["AdditionalProperties", "AdditionalData", "additional_data", "AdditionalDataManager"];

    /// <summary>The SDKs' own bookkeeping.</summary>
    private static readonly string[] Bookkeeping = ["BackingStore", "backing_store", "FieldDeserializers"];

    /// <exception cref="TapServiceException"><see cref="TapErrorId.InvalidPolicy"/>: no JSON object, or not one that describes the policy.</exception>
    /// <param name="json">A JSON object.</param>
    /// <param name="lifetime">Reads a lifetime that is not a number.</param>
    public static PolicyChange FromJson(string json, Func<object, (int? Minutes, string? Problem)>? lifetime = null)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return Plain(document.RootElement) is IDictionary values
                ? FromDictionary(values, lifetime)
                : throw Refuse("The desired state is no JSON object.", "Write it as an object whose names are the policy's properties; Get-TapPolicy | ConvertTo-Json makes one.");
        }
        catch (JsonException e)
        {
            throw Refuse($"The desired state is not JSON: {ForeignText.Of(e)}", "Correct the file; Get-TapPolicy | ConvertTo-Json makes a valid one.");
        }
    }

    /// <exception cref="TapServiceException"><see cref="TapErrorId.InvalidPolicy"/>: not a description of the policy.</exception>
    /// <param name="values">The properties; nested dictionaries and lists for the targets.</param>
    /// <param name="lifetime">Reads a lifetime that is not a number.</param>
    public static PolicyChange FromDictionary(IDictionary values, Func<object, (int? Minutes, string? Problem)>? lifetime = null)
    {
        var named = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        object? Value(string name) => named.TryGetValue(name, out var known) ? known : null;
        foreach (var (key, value) in Flat(values))
        {
            if (IsAboutMethod(key, value)) continue;
            Know(key, Keys, "The desired state");
            if (value is not null && Value(key) is not null) throw Refuse($"The desired state names '{key}' twice.");
            named[key] = value ?? Value(key);
        }

        if (named.Values.All(v => v is null))
            throw Refuse("The desired state names no property of the policy, so there is nothing to hold the policy against.", $"Name at least one of {string.Join(", ", Keys)}.");
        int? Minutes(string name) => Value(name) is { } given and (string or TimeSpan) && lifetime is not null
            ? lifetime(given) is { Problem: { } problem } ? throw Refuse($"{name} in the desired state: {problem}") : lifetime(given).Minutes
            : Number(name, Value(name));
        var change = new PolicyChange
        {
            State = Text(nameof(PolicyChange.State), Value(nameof(PolicyChange.State))),
            DefaultLifetimeInMinutes = Minutes(nameof(PolicyChange.DefaultLifetimeInMinutes)),
            MinimumLifetimeInMinutes = Minutes(nameof(PolicyChange.MinimumLifetimeInMinutes)),
            MaximumLifetimeInMinutes = Minutes(nameof(PolicyChange.MaximumLifetimeInMinutes)),
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
        var isType = key.ToUpperInvariant() is "@ODATA.TYPE" or "ODATATYPE" or "ODATA_TYPE";
        var isId = string.Equals(key, "id", StringComparison.OrdinalIgnoreCase);
        var expected = isType ? PolicyDocument.ODataType : "TemporaryAccessPass";
        // An SDK's class leaves empty what nobody set.
        if ((isType || isId) && value is not null && !string.Equals(value as string, expected, StringComparison.OrdinalIgnoreCase))
            throw Refuse($"The desired state says that it is of {key} '{value}'. The policy of Temporary Access Passes has '{expected}'.");
        return isId || isType || key.IndexOf("@odata.", StringComparison.OrdinalIgnoreCase) >= 0;
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
        foreach (var (key, value) in Flat(values))
        {
            if (key.IndexOf("odata", StringComparison.OrdinalIgnoreCase) >= 0) continue;
            Know(key, TargetKeys, $"A target in {name}");
            named[key] = value ?? (named.TryGetValue(key, out var known) ? known : null);
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

    /// <summary>All properties at one level, also those that an SDK put aside.</summary>
    private static IEnumerable<(string Key, object? Value)> Flat(IDictionary values)
    {
        foreach (DictionaryEntry entry in values)
        {
            var key = Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "";
            if (Bookkeeping.Contains(key, StringComparer.OrdinalIgnoreCase)) continue;
            if (!Envelopes.Contains(key, StringComparer.OrdinalIgnoreCase)) yield return (key, entry.Value);
            else if (entry.Value is IDictionary aside)
            {
                foreach (var property in Flat(aside)) yield return property;
            }
        }
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
