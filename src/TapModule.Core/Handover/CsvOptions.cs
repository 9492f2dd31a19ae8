using CsvHelper;

namespace TapModule.Core.Handover;

/// <summary>One dialect for reading and writing, whatever the machine's culture is.</summary>
internal static class CsvOptions
{
    // Formulas are dealt with by SpreadsheetCell, which leaves the code's cell alone and can be undone.
    // Blanks at an end are quoted: Import-Csv would take them off.
    public static readonly CsvWriterOptions Write = new() { NewLine = "\r\n", Quoting = CsvQuoting.WhenNeededOrWhitespace, BufferSize = 1024 };

    public static readonly CsvReaderOptions Read = new()
    {
        Separator = ',',
        DetectSeparatorHint = false,
        TrimWhitespace = false,
        MalformedData = CsvMalformedDataHandling.Throw,
        // The values of a record are secrets.
        IncludeValuesInExceptions = false,
    };
}
