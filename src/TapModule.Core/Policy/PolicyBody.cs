using System.Text.Json;

namespace TapModule.Core.Policy;

/// <summary>The body of an update: the type, which the service demands, and those properties that are to change. No others.</summary>
internal static class PolicyBody
{
    public static byte[] Write(PolicyDocument after, IEnumerable<PolicyProperty> changed)
    {
        using var stream = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("@odata.type"u8, PolicyDocument.ODataType);
            foreach (var property in changed) property.Write(json, after);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
