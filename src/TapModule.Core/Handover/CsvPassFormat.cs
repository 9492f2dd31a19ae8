using CsvHelper;
using TapModule.Core.Files;

namespace TapModule.Core.Handover;

/// <summary>
/// Comma-separated values. The columns of the first row hold for the whole file. Every cell but the code is guarded against spreadsheets;
/// the code is what somebody will type, and stays exact.
/// </summary>
internal sealed class CsvPassFormat : IPassFormat
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly List<string> _columns;

    /// <param name="columns">The columns after the pass's own.</param>
    public CsvPassFormat(IEnumerable<string> columns)
    {
        _columns = [.. columns];
        // The mark lets Excel and Windows PowerShell read names that are not ASCII.
        Layout = RecordLayout.Csv([.. ByteOrderMark, .. Lines(WriteHeader)]);
    }

    public RecordLayout Layout { get; }

    public byte[] Opening => [];

    /// <summary>The format of a file that is there, with its columns; null if it was not written by this class.</summary>
    public static CsvPassFormat? Of(string path)
    {
        using var file = SharedFile.OpenRead(path);
        using var csv = CsvReader.Create(file, CsvOptions.Read, leaveOpen: true);
        try
        {
            csv.ReadHeader();
        }
        catch (CsvFormatException)
        {
            return null;
        }

        return csv.Headers.Take(PassFields.All.Count).SequenceEqual(PassFields.All)
            ? new CsvPassFormat(csv.Headers.Skip(PassFields.All.Count).Select(SpreadsheetCell.Unguard))
            : null;
    }

    public byte[] Record(HandoverPass pass) => Lines(csv => WriteRow(csv, pass));

    /// <summary>With a header of its own, and with all columns of this very row.</summary>
    public byte[] Alone(HandoverPass pass)
    {
        var own = new CsvPassFormat(pass.Columns.Select(c => c.Key));
        return Lines(csv =>
        {
            own.WriteHeader(csv);
            own.WriteRow(csv, pass);
        });
    }

    /// <summary>Columns of the row that this file has no place for.</summary>
    public IEnumerable<string> Missing(HandoverPass pass) =>
        pass.Columns.Select(c => c.Key).Except(_columns, StringComparer.OrdinalIgnoreCase);

    private void WriteHeader(CsvWriter csv)
    {
        foreach (var name in PassFields.All) csv.WriteField(name);
        foreach (var name in _columns) csv.WriteField(SpreadsheetCell.Guard(name));
        csv.EndRecord();
    }

    private void WriteRow(CsvWriter csv, HandoverPass pass)
    {
        var values = PassFields.Values(pass);
        for (var i = 0; i < values.Length; i++)
        {
            if (PassFields.All[i] == PassFields.Code)
            {
                using var code = RevealedCode.Of(pass.Code);
                csv.WriteField(code.Characters);
            }
            else
            {
                csv.WriteField(SpreadsheetCell.Guard(CellValue.Text(values[i])));
            }
        }

        foreach (var column in _columns) csv.WriteField(SpreadsheetCell.Guard(pass.Column(column) ?? ""));
        csv.EndRecord();
    }

    private static byte[] Lines(Action<CsvWriter> write)
    {
        using var stream = new MemoryStream(1024);
        using (var csv = CsvWriter.Create(stream, CsvOptions.Write, leaveOpen: true)) write(csv);
        var bytes = stream.ToArray();
        Array.Clear(stream.GetBuffer(), 0, (int)stream.Length);
        return bytes;
    }
}
