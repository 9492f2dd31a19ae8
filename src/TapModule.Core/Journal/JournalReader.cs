using System.Text;
using System.Text.Json;
using TapModule.Core.Errors;

namespace TapModule.Core.Journal;

/// <summary>Reads a journal line by line. A torn last line, left by a killed process, is passed over; any other unreadable line is an error.</summary>
internal static class JournalReader
{
    /// <param name="stream">The journal, from its start.</param>
    /// <param name="path">For error messages.</param>
    /// <param name="onLine">Gets each line's event and its whole object.</param>
    /// <returns>The length in bytes up to the end of the last whole line.</returns>
    /// <exception cref="TapServiceException"><see cref="TapReason.JournalUnusable"/>: the file is no journal, or is damaged.</exception>
    public static long Read(Stream stream, string path, Action<JournalEvent, JsonElement> onLine)
    {
        var line = new MemoryStream();
        var buffer = new byte[64 * 1024];
        long position = 0, wholeUpTo = 0;
        var number = 0;
        for (int count; (count = stream.Read(buffer, 0, buffer.Length)) > 0;)
        {
            var start = 0;
            for (int end; (end = Array.IndexOf(buffer, (byte)'\n', start, count - start)) >= 0; start = end + 1)
            {
                line.Write(buffer, start, end - start);
                Parse(line, path, ++number, onLine);
                line.SetLength(0);
                wholeUpTo = position + end + 1;
            }

            line.Write(buffer, start, count - start);
            position += count;
        }

        if (number == 0 && line.Length > 0 && line.GetBuffer()[0] != (byte)'{') throw Damaged(path, 1);
        return wholeUpTo;
    }

    public static string? Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static int? Number(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    public static bool? Flag(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    public static DateTimeOffset? Date(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var date) ? date : null;

    private static void Parse(MemoryStream line, string path, int number, Action<JournalEvent, JsonElement> onLine)
    {
        var length = (int)line.Length;
        if (length > 0 && line.GetBuffer()[length - 1] == '\r') length--;
        if (length == 0) return;
        try
        {
            using var json = JsonDocument.Parse(new ReadOnlyMemory<byte>(line.GetBuffer(), 0, length));
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !Enum.TryParse<JournalEvent>(Text(root, "event"), ignoreCase: true, out var what)) throw Damaged(path, number);
            if (number == 1 && what != JournalEvent.Run) throw Damaged(path, number);
            onLine(what, root);
        }
        catch (Exception unreadable) when (unreadable is JsonException or DecoderFallbackException)
        {
            throw Damaged(path, number);
        }
    }

    private static TapServiceException Damaged(string path, int line) => new(ErrorTable.Describe(
        TapReason.JournalUnusable, $"'{path}' is no journal of this module, or it is damaged at line {line}. It was left as it is.",
        advice: "Name a file that New-TapPass -Journal wrote. A damaged line can be mended or removed by hand: each line is a JSON object of its own."));
}
