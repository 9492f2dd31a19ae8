using System.Text.Json;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.OData;

/// <summary>
/// The properties of a kind of directory object: what $select and $filter may name, and what is sent when nothing is selected.
/// </summary>
/// <param name="name">Graph's name of the type, for messages and <c>@odata.type</c>.</param>
/// <param name="properties">Each property's name and value.</param>
/// <param name="selectedByDefault">The names that are sent without $select; null for all.</param>
internal sealed class EntityType<T>(string name, Dictionary<string, Func<T, object?>> properties, string[]? selectedByDefault = null)
{
    private readonly Dictionary<string, Func<T, object?>> _properties = new(properties, StringComparer.OrdinalIgnoreCase);
    private readonly string[] _names = [.. properties.Keys];

    public string Name { get; } = name;

    public Func<T, object?> Property(string property) => _properties.TryGetValue(property, out var value)
        ? value
        : throw GraphErrorException.BadRequest($"Could not find a property named '{property}' on type '{Name}'.");

    /// <summary>The properties that a call selects, in the schema's order and spelling.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isMixed">Whether the list holds other types too, so that a name may be meant for one of them.</param>
    public string[] Selection(GraphCall call, bool isMixed = false)
    {
        call.Path.Query.TryGetValue("$select", out var select);
        return Selection(select, isMixed);
    }

    /// <summary>The properties that a list of names selects; the default ones without a list.</summary>
    public string[] Selection(string? select, bool isMixed = false)
    {
        if (select is null) return selectedByDefault ?? _names;
        var wanted = new HashSet<string>(select.Split(',').Select(part => part.Trim()), StringComparer.OrdinalIgnoreCase);
        if (!isMixed)
        {
            foreach (var property in wanted) Property(property);
        }

        return [.. _names.Where(wanted.Contains)];
    }

    public void WriteProperties(Utf8JsonWriter body, T entity, string[] selection)
    {
        foreach (var property in selection)
        {
            body.WritePropertyName(property);
            WriteValue(body, _properties[property](entity));
        }
    }

    private static void WriteValue(Utf8JsonWriter body, object? value)
    {
        switch (value)
        {
            case null:
                body.WriteNullValue();
                break;
            case bool flag:
                body.WriteBooleanValue(flag);
                break;
            case IEnumerable<string> texts:
                body.WriteStartArray();
                foreach (var text in texts) body.WriteStringValue(text);
                body.WriteEndArray();
                break;
            case IEnumerable<SandboxIdentity> identities:
                body.WriteStartArray();
                foreach (var identity in identities) WriteIdentity(body, identity);
                body.WriteEndArray();
                break;
            default:
                body.WriteStringValue(value.ToString());
                break;
        }
    }

    private static void WriteIdentity(Utf8JsonWriter body, SandboxIdentity identity)
    {
        body.WriteStartObject();
        body.WriteString("signInType", identity.SignInType);
        body.WriteString("issuer", identity.Issuer);
        body.WriteString("issuerAssignedId", identity.IssuerAssignedId);
        body.WriteEndObject();
    }
}
