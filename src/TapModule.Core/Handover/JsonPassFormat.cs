using System.Text.Encodings.Web;
using System.Text.Json;

namespace TapModule.Core.Handover;

/// <summary>One JSON object on one line for each pass; in a file, the elements of an array.</summary>
internal sealed class JsonPassFormat : IPassFormat
{
    // Neither HTML nor a script is around it: names stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public RecordLayout Layout => RecordLayout.JsonArray;

    public byte[] Opening => [];

    public byte[] Record(HandoverPass pass) => Line(pass, end: "");

    /// <summary>With a line break, so that what was decrypted piece by piece is one object a line when it is put together.</summary>
    public byte[] Alone(HandoverPass pass) => Line(pass, end: "\n");

    private static byte[] Line(HandoverPass pass, string end)
    {
        using var stream = new MemoryStream(1024);
        using (var json = new Utf8JsonWriter(stream, Options)) Write(json, pass);
        stream.Write(RecordLayout.Ascii(end), 0, end.Length);
        var bytes = stream.ToArray();
        Array.Clear(stream.GetBuffer(), 0, (int)stream.Length);
        return bytes;
    }

    private static void Write(Utf8JsonWriter json, HandoverPass pass)
    {
        json.WriteStartObject();
        var values = PassFields.Values(pass);
        for (var i = 0; i < values.Length; i++)
        {
            if (PassFields.All[i] == PassFields.Code)
            {
                using var code = RevealedCode.Of(pass.Code);
                json.WriteString(PassFields.Code, code.Characters);
            }
            else
            {
                Write(json, PassFields.All[i], values[i]);
            }
        }

        foreach (var column in pass.Columns) Write(json, column.Key, column.Value);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            case double number when !double.IsNaN(number) && !double.IsInfinity(number):
                json.WriteNumber(name, number);
                break;
            case decimal number:
                json.WriteNumber(name, number);
                break;
            default:
                json.WriteString(name, CellValue.Text(value));
                break;
        }
    }
}
