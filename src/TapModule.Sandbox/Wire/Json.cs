using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TapModule.Sandbox.Wire;

/// <summary>Writes JSON as Graph does: compact, and with a plus sign as a plus sign.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream(512);
        using (var writer = new Utf8JsonWriter(buffer, Options)) write(writer);
        return buffer.ToArray();
    }

    public static byte[] WriteObject(Action<Utf8JsonWriter> writeProperties) => Write(writer =>
    {
        writer.WriteStartObject();
        writeProperties(writer);
        writer.WriteEndObject();
    });

    /// <summary>A date as Graph writes it: UTC, up to seven fractional digits, none if there are none.</summary>
    public static void WriteDate(this Utf8JsonWriter writer, string name, DateTimeOffset? date)
    {
        var text = date?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);
        writer.WriteString(name, text);
    }
}
