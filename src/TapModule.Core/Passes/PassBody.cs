using System.Text.Json;

namespace TapModule.Core.Passes;

/// <summary>The body of a create: only what the caller set.</summary>
internal static class PassBody
{
    public static byte[] Write(PassRequest request)
    {
        using var stream = new MemoryStream(96);
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            if (request.LifetimeInMinutes is { } minutes) json.WriteNumber("lifetimeInMinutes"u8, minutes);
            if (request.StartDateTime is { } start) json.WriteString("startDateTime"u8, start.UtcDateTime);
            if (request.IsUsableOnce is { } once) json.WriteBoolean("isUsableOnce"u8, once);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
