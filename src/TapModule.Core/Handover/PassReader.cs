using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using CsvHelper;
using TapModule.Core.Errors;
using TapModule.Core.Files;
using TapModule.Core.Text;

namespace TapModule.Core.Handover;

/// <summary>Reads what was written by <see cref="HandoverFile"/>: encrypted, CSV or JSON, found out by how it begins.</summary>
internal static class PassReader
{
    private static readonly HashSet<string> Reserved = new(["psbase", "psadapted", "psextended", "psobject", "pstypenames"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The records of a file in their order: a pass, or why there is none.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="keys">Certificates with keys; with none, the stores are searched.</param>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.FileUnusable"/>.</exception>
    public static IEnumerable<HandoverReading> Read(string path, X509Certificate2Collection keys)
    {
        using var file = Open(path);
        using var text = new StreamReader(file, Encoding.UTF8);
        // Editors and mail programs put marks and blank lines in front.
        while (text.Peek() is var mark and >= 0 && (char.IsWhiteSpace((char)mark) || mark == '\ufeff')) text.Read();
        IEnumerable<HandoverReading> records = text.Peek() switch
        {
            < 0 => [],
            '-' => Blocks(text, keys),
            '[' or '{' => Json(text),
            _ => Rows(text),
        };
        var isEmpty = true;
        foreach (var record in records)
        {
            isEmpty = false;
            yield return record;
        }

        if (isEmpty) yield return HandoverReading.Nothing;
    }

    /// <summary>
    /// Without the passes that a later record of the same user replaces: a run that was killed between writing and noting it in the
    /// journal is followed by one that issues a new pass, and only that one works.
    /// </summary>
    public static List<HandoverReading> Latest(IEnumerable<HandoverReading> readings)
    {
        var all = readings.ToList();
        var last = new Dictionary<string, HandoverReading>(StringComparer.OrdinalIgnoreCase);
        foreach (var reading in all)
        {
            if (reading.Pass is { } pass) last[pass.UserId] = reading;
        }

        return [.. all.Where(r => r.Pass is null || ReferenceEquals(last[r.Pass.UserId], r))];
    }

    private static FileStream Open(string path)
    {
        try
        {
            // A run may still be writing it.
            return SharedFile.OpenRead(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new TapServiceException(ErrorTable.Describe(
                TapErrorId.FileUnusable, $"'{path}' cannot be read: {ForeignText.Of(failure)}", advice: "Check the name, and that you may read the file.") with
            { Cause = ForeignText.Strip(failure) });
        }
    }

    private static IEnumerable<HandoverReading> Blocks(StreamReader text, X509Certificate2Collection keys)
    {
        var number = 0;
        foreach (var block in CmsBlocks.Of(text))
        {
            number++;
            if (block is null) yield return HandoverReading.Torn(number);
            else foreach (var reading in Block(block, number, keys)) yield return reading;
        }

        if (number == 0) yield return HandoverReading.NoRecord("There is no record in it");
    }

    private static IEnumerable<HandoverReading> Block(string base64, int number, X509Certificate2Collection keys)
    {
        byte[] content;
        try
        {
            content = Decrypt(base64, keys);
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException)
        {
            return [HandoverReading.Bad(number, TapErrorId.DecryptionFailed, $"cannot be decrypted ({ForeignText.Of(failure).TrimEnd('.')}){For(base64)}")];
        }

        try
        {
            using var text = new StreamReader(new MemoryStream(content), Encoding.UTF8);
            return [.. text.Peek() == '{' ? JsonLines(text, number) : Rows(text, number)];
        }
        finally
        {
            Array.Clear(content, 0, content.Length);
        }
    }

    private static byte[] Decrypt(string base64, X509Certificate2Collection keys) => CmsEnvelope.Open(Convert.FromBase64String(base64), keys);

    private static string For(string base64)
    {
        try
        {
            return $". It is for {CmsEnvelope.Recipients(Convert.FromBase64String(base64))}";
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException)
        {
            return "";
        }
    }

    /// <summary>What we write has one object on each line, and is read up to the line where it was cut. Other JSON, as a formatter leaves it, is read as a whole.</summary>
    private static IEnumerable<HandoverReading> Json(StreamReader text)
    {
        var all = text.ReadToEnd();
        var first = JsonLines(new StringReader(all)).FirstOrDefault();
        if (first is { Pass: not null }) return JsonLines(new StringReader(all));
        try
        {
            using var json = JsonDocument.Parse(all);
            return json.RootElement.ValueKind == JsonValueKind.Array
                ? [.. json.RootElement.EnumerateArray().Select((element, i) => Element(element, i + 1))]
                : [Element(json.RootElement, 1)];
        }
        catch (JsonException)
        {
            return first is null ? [HandoverReading.NoRecord("It is not JSON")] : JsonLines(new StringReader(all));
        }
    }

    private static IEnumerable<HandoverReading> JsonLines(TextReader text, int block = 0)
    {
        var number = block;
        while (text.ReadLine() is { } line)
        {
            var element = line.Trim().TrimEnd(',');
            if (element is "" or "[" or "]") continue;
            if (block == 0) number++;
            yield return Element(element, number);
        }
    }

    private static HandoverReading Element(string element, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(element);
            return Element(json.RootElement, number);
        }
        catch (JsonException)
        {
            return element.EndsWith("}", StringComparison.Ordinal) ? HandoverReading.Bad(number, TapErrorId.InvalidRow, "is no JSON object") : HandoverReading.Torn(number);
        }
    }

    private static HandoverReading Element(JsonElement element, int number)
    {
        try
        {
            if (element.ValueKind != JsonValueKind.Object) return HandoverReading.Bad(number, TapErrorId.InvalidRow, "is no JSON object");
            return Pass([.. element.EnumerateObject().Select(property => new KeyValuePair<string, object?>(property.Name, Value(property.Value)))], number);
        }
        catch (InvalidOperationException)
        {
            // Half a character, written as an escape.
            return HandoverReading.Bad(number, TapErrorId.InvalidRow, "is no JSON object");
        }
    }

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDouble(),
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    private static IEnumerable<HandoverReading> Rows(TextReader text, int block = 0)
    {
        // A block holds one row and has the number already.
        var number = Math.Max(0, block - 1);
        using var csv = CsvReader.Create(text, CsvOptions.Read, leaveOpen: true);
        if (ProblemOfHeader(csv) is { } problem)
        {
            yield return block > 0 ? HandoverReading.Bad(block, TapErrorId.InvalidRow, problem) : HandoverReading.NoRecord($"It {problem}");
            yield break;
        }

        while (true)
        {
            var isWhole = TryRead(csv, out var hasRow);
            if (!hasRow) yield break;
            number++;
            if (!isWhole || csv.FieldCount != csv.Headers.Count)
            {
                yield return HandoverReading.Torn(number);
                if (!isWhole) yield break;
                continue;
            }

            yield return Pass(Cells(csv), number);
        }
    }

    private static string? ProblemOfHeader(CsvReader csv)
    {
        try
        {
            csv.ReadHeader();
        }
        catch (CsvFormatException)
        {
            return "is not a CSV file";
        }

        var names = csv.Headers.Select(SpreadsheetCell.Unguard).ToList();
        foreach (var needed in new[] { PassFields.UserId, PassFields.Code })
        {
            if (!names.Contains(needed, StringComparer.OrdinalIgnoreCase)) return $"has no column {needed}";
        }

        return ProblemOfNames(names);
    }

    /// <summary>What keeps columns from becoming the properties of an object.</summary>
    private static string? ProblemOfNames(IEnumerable<string> names)
    {
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            if (string.IsNullOrWhiteSpace(name)) return "has a column without a name";
            if (Reserved.Contains(name)) return $"has a column '{name}', a name that PowerShell keeps for itself";
            if (!known.Add(name)) return $"has the column '{Printable(name)}' twice";
        }

        return null;
    }

    /// <summary>A row that ends in the middle of its quotes is there, but not whole.</summary>
    private static bool TryRead(CsvReader csv, out bool hasRow)
    {
        try
        {
            hasRow = csv.Read();
            return true;
        }
        catch (CsvFormatException)
        {
            hasRow = true;
            return false;
        }
    }

    private static List<KeyValuePair<string, object?>> Cells(CsvReader csv)
    {
        var cells = new List<KeyValuePair<string, object?>>(csv.FieldCount);
        for (var i = 0; i < csv.FieldCount; i++)
        {
            var name = SpreadsheetCell.Unguard(csv.Headers[i]);
            cells.Add(new(name, name == PassFields.Code ? csv.GetString(i) : SpreadsheetCell.Unguard(csv.GetString(i))));
        }

        return cells;
    }

    private static HandoverReading Pass(List<KeyValuePair<string, object?>> cells, int number)
    {
        if (ProblemOfNames(cells.Select(c => c.Key)) is { } problem) return HandoverReading.Bad(number, TapErrorId.InvalidRow, problem);
        var ours = cells.Where(c => PassFields.IsOurs(c.Key)).ToDictionary(c => c.Key, c => c.Value, StringComparer.OrdinalIgnoreCase);
        object? Of(string name) => ours.TryGetValue(name, out var value) && value is not "" ? value : null;
        foreach (var name in new[] { PassFields.UserId, PassFields.Code })
        {
            if (Of(name) is not string text) return HandoverReading.Bad(number, TapErrorId.InvalidRow, $"has no {name}");
            // A terminal would obey them.
            if (text.Any(char.IsControl)) return HandoverReading.Bad(number, TapErrorId.InvalidRow, $"has control characters in {name}");
        }

        var (user, code) = ((string)Of(PassFields.UserId)!, (string)Of(PassFields.Code)!);
        return new HandoverReading(number, new HandoverPass
        {
            UserId = user,
            Code = code,
            PassId = Of(PassFields.PassId) as string,
            CreatedDateTime = Time(Of(PassFields.Created)),
            StartDateTime = Time(Of(PassFields.Start)),
            ExpirationDateTime = Time(Of(PassFields.Expiration)),
            LifetimeInMinutes = Number(Of(PassFields.Lifetime)),
            IsUsableOnce = Of(PassFields.IsUsableOnce) is { } flag ? string.Equals(CellValue.Text(flag), "true", StringComparison.OrdinalIgnoreCase) : null,
            Columns = [.. cells.Where(c => !PassFields.IsOurs(c.Key))],
        }, null);
    }

    private static string Printable(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);

    private static DateTimeOffset? Time(object? value) =>
        DateTimeOffset.TryParse(value as string, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static int? Number(object? value) =>
        int.TryParse(CellValue.Text(value), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
