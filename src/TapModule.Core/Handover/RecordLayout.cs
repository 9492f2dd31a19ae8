using System.Text;

namespace TapModule.Core.Handover;

/// <summary>
/// How records lie in a file: what stands before, between and behind them. What stands behind is written anew with every record, so the
/// file is whole at every moment; after a crash, <see cref="FindEnd"/> finds where the last whole record ends.
/// </summary>
/// <param name="Name">What such a file is called in a message.</param>
/// <param name="FindEnd">The end of the last whole record, or of the head if there is none; -1 if it is no such file.</param>
internal sealed record RecordLayout(string Name, Func<Stream, long> FindEnd)
{
    public const string CmsBegin = "-----BEGIN CMS-----";
    public const string CmsEnd = "-----END CMS-----";

    /// <summary>A text of PEM blocks, each an envelope of its own.</summary>
    public static readonly RecordLayout Cms = new("a file of CMS blocks", file => StartsWith(file, CmsBegin) ? AfterLast(file, CmsEnd + "\n") : -1);

    /// <summary>An array with one element a line.</summary>
    public static readonly RecordLayout JsonArray = new("a JSON array of passes", EndOfJson)
    {
        Head = Ascii("[\n"),
        Separator = Ascii(",\n"),
        Tail = Ascii("\n]\n"),
    };

    public byte[] Head { get; init; } = [];

    public byte[] Separator { get; init; } = [];

    public byte[] Tail { get; init; } = [];

    /// <summary>Lines under a header.</summary>
    public static RecordLayout Csv(byte[] head) => new("a CSV file with the same columns", file => StartsWith(file, head) ? EndOfLastRow(file) : -1) { Head = head };

    /// <summary>Pages of a document, each ended by a remark.</summary>
    public static RecordLayout Pages(byte[] head, byte[] tail, string endOfPage) => new(
        "a file of slips made with the same template",
        file => !StartsWith(file, head) ? -1 : Math.Max(AfterLast(file, endOfPage), head.Length))
    { Head = head, Tail = tail };

    public static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static bool StartsWith(Stream file, string text) => StartsWith(file, Ascii(text));

    private static bool StartsWith(Stream file, byte[] bytes)
    {
        var beginning = new byte[bytes.Length];
        file.Position = 0;
        var read = 0;
        int count;
        while (read < beginning.Length && (count = file.Read(beginning, read, beginning.Length - read)) > 0) read += count;
        return beginning.AsSpan().SequenceEqual(bytes);
    }

    private static long EndOfJson(Stream file)
    {
        if (!StartsWith(file, "[")) return -1;
        // An element ends its line; inside it, JSON has no line break.
        var end = Math.Max(AfterLast(file, "}\n") - 1, AfterLast(file, "},\n") - 2);
        return end > 0 ? end : 2;
    }

    /// <summary>A cell may hold line breaks: only one outside quotes ends a row.</summary>
    private static long EndOfLastRow(Stream file)
    {
        file.Position = 0;
        var buffer = new byte[65536];
        long position = 0, end = 0;
        var isQuoted = false;
        int count;
        while ((count = file.Read(buffer, 0, buffer.Length)) > 0)
        {
            for (var i = 0; i < count; i++)
            {
                if (buffer[i] == '"') isQuoted = !isQuoted;
                else if (buffer[i] == '\n' && !isQuoted) end = position + i + 1;
            }

            position += count;
        }

        Array.Clear(buffer, 0, buffer.Length);
        return end;
    }

    /// <summary>The position behind the last occurrence; -1 if there is none. Looks from the end, in pieces.</summary>
    private static long AfterLast(Stream file, string text)
    {
        var sought = Ascii(text);
        var buffer = new byte[65536];
        for (var to = file.Length; to >= sought.Length; to -= buffer.Length - sought.Length)
        {
            var from = Math.Max(0, to - buffer.Length);
            file.Position = from;
            var count = 0;
            int more;
            while (count < to - from && (more = file.Read(buffer, count, (int)(to - from) - count)) > 0) count += more;
            var found = buffer.AsSpan(0, count).LastIndexOf(sought);
            if (found >= 0) return from + found + sought.Length;
            if (from == 0) break;
        }

        return -1;
    }
}
