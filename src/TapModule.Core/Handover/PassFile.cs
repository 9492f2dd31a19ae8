using System.Security.Cryptography.X509Certificates;
using TapModule.Core.Errors;

namespace TapModule.Core.Handover;

/// <summary>Opens a file of passes. CSV needs to know its columns, so the first pass, or the file that is there, decides on them.</summary>
internal static class PassFile
{
    /// <param name="path">The full path.</param>
    /// <param name="isJson">JSON; else CSV.</param>
    /// <param name="first">The first pass that will be written.</param>
    /// <param name="recipients">Who can read it; null means in the clear.</param>
    /// <param name="mode">What to do about a file that is there.</param>
    /// <param name="warn">Takes a warning about columns that the file has no place for.</param>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.FileExists"/>, <see cref="TapErrorId.FileUnusable"/>.</exception>
    public static HandoverFile Open(
        string path, bool isJson, HandoverPass first, IReadOnlyList<X509Certificate2>? recipients, WriteMode mode, Action<string> warn)
    {
        if (isJson) return new HandoverFile(path, new JsonPassFormat(), recipients, mode);
        var format = new CsvPassFormat(first.Columns.Select(c => c.Key));
        // Encrypted rows have headers of their own.
        if (recipients is not null) return new HandoverFile(path, format, recipients, mode);
        if (RecordFile.ToGoOnWith(path, mode) is { } there && new FileInfo(there).Length > 0)
            format = CsvPassFormat.Of(there) ?? throw new TapServiceException(ErrorTable.Describe(
                TapErrorId.FileUnusable, $"'{there}' cannot be written: it is not a CSV file of passes, so nothing can be appended to it."));
        return new HandoverFile(path, format, recipients, mode) { Remark = Remarks(format, warn) };
    }

    private static Action<HandoverPass> Remarks(CsvPassFormat format, Action<string> warn)
    {
        var told = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return pass =>
        {
            var missing = format.Missing(pass).Where(told.Add).ToArray();
            if (missing.Length > 0) warn($"The file has no column for {string.Join(", ", missing)}: a CSV file keeps the columns that it began with. JSON takes every row as it is.");
        };
    }
}
