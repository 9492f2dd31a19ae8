using System.Text;
using System.Text.Json;
using TapModule.Core.Errors;
using TapModule.Core.Text;

namespace TapModule.Core.Journal;

/// <summary>What a line of a journal tells. Its name, in lower case, is what the line says.</summary>
internal enum JournalEvent
{
    /// <summary>A run begins.</summary>
    Run,

    /// <summary>A row is about to be sent. Without a later line for the row, it may have been issued and needs a new pass.</summary>
    Sent,

    /// <summary>The pass was handed to the downstream commands, and they took it.</summary>
    Delivered,

    /// <summary>The pass was issued, but could not be handed on. The row needs a new one.</summary>
    Undelivered,

    /// <summary>Nothing was to be done for the row.</summary>
    Skipped,

    /// <summary>The row failed, whether it was sent or refused before.</summary>
    Failed,

    /// <summary>The row was read, and the run ended before it could be sent.</summary>
    NotSent,

    /// <summary>How the run stands.</summary>
    Pace,

    /// <summary>The run ended, and could say so.</summary>
    End,
}

/// <summary>How a row of a recorded run was asked for.</summary>
/// <param name="Number">Its number in the input; 0 for a user given by itself.</param>
/// <param name="Request">What was asked for.</param>
internal sealed record AskedRow(int Number, Passes.PassRequest Request);

/// <summary>How a run stands at a moment, counted from its start.</summary>
internal readonly record struct RunFigures(long Rows, long Done, long Skipped, long Failed, long Requests, long Throttled, double Seconds);

/// <summary>
/// The journal's one format: a JSON object a line, in UTF-8. These are the names that both directions use; docs/journal.md tells what they mean.
/// </summary>
internal static class JournalFormat
{
    /// <summary>
    /// Said by each run. Format 1 called throttled requests "refused", and did not record rows that were not sent; it is still read.
    /// </summary>
    public const int Version = 2;

    public const string Event = "event";
    public const string At = "at";
    public const string Format = "journal";
    public const string Run = "run";
    public const string Tenant = "tenant";
    public const string Cloud = "cloud";
    public const string Operator = "operator";
    public const string Client = "client";
    public const string ModuleVersion = "version";
    public const string Row = "row";
    public const string User = "user";
    public const string Lifetime = "lifetimeInMinutes";
    public const string Start = "startDateTime";
    public const string IsUsableOnce = "isUsableOnce";
    public const string PassId = "passId";
    public const string Created = "createdDateTime";
    public const string Expires = "expirationDateTime";
    public const string Replaced = "replaced";
    public const string Why = "why";
    public const string Reason = "reason";
    public const string Status = "status";
    public const string Code = "code";
    public const string Message = "message";
    public const string RequestId = "requestId";
    public const string Rows = "rows";
    public const string Done = "done";
    public const string SkippedRows = "skipped";
    public const string FailedRows = "failed";
    public const string Requests = "requests";
    public const string Throttled = "throttled";
    public const string ThrottledInFormat1 = "refused";
    public const string Seconds = "seconds";
    public const string IsComplete = "isComplete";

    /// <summary>
    /// Reads a journal line by line. A torn last line, left by a killed process, is passed over; any other line that cannot be read is an error.
    /// </summary>
    /// <param name="stream">The journal, from its start.</param>
    /// <param name="path">For error messages.</param>
    /// <param name="onLine">Gets each line's event and its whole object.</param>
    /// <returns>The length in bytes up to the end of the last whole line.</returns>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.JournalUnusable"/>: the file is not a journal, is damaged, or is of a newer version.</exception>
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

    private static void Parse(MemoryStream line, string path, int number, Action<JournalEvent, JsonElement> onLine)
    {
        var length = (int)line.Length;
        if (length > 0 && line.GetBuffer()[length - 1] == '\r') length--;
        if (length == 0) return;
        try
        {
            using var json = JsonDocument.Parse(new ReadOnlyMemory<byte>(line.GetBuffer(), 0, length));
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !Enum.TryParse<JournalEvent>(root.Text(Event), ignoreCase: true, out var what)) throw Damaged(path, number);
            if (number == 1 && what != JournalEvent.Run) throw Damaged(path, number);
            if (what == JournalEvent.Run && root.Number(Format) > Version) throw Newer(path, number, root);
            onLine(what, root);
        }
        catch (Exception unreadable) when (unreadable is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            // The last of the three: half a character, which a string of JSON may hold and a string of .NET may not.
            throw Damaged(path, number);
        }
    }

    private static TapServiceException Damaged(string path, int line) => new(ErrorTable.Describe(
        TapErrorId.JournalUnusable, $"'{path}' is not a journal of this module, or it is damaged at line {line}. It was left as it is.",
        advice: "Name a file that New-TapPass -Journal wrote. A damaged line can be mended or removed by hand: each line is a JSON object of its own."));

    private static TapServiceException Newer(string path, int line, JsonElement run) => new(ErrorTable.Describe(
        TapErrorId.JournalUnusable, $"'{path}' holds, from line {line} on, a run of a newer version of this module ({run.Text(ModuleVersion)}). It was left as it is.",
        advice: "Update the module: Update-PSResource TapModule."));
}
