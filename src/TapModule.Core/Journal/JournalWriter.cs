using System.Runtime.InteropServices;
using System.Text.Json;
using TapModule.Core.Bulk;
using TapModule.Core.Errors;
using TapModule.Core.Passes;
using TapModule.Core.Text;

namespace TapModule.Core.Journal;

/// <summary>
/// The record of a run: JSON lines, appended and handed to the operating system line by line, so that a killed process loses none.
/// Holds users, values, ids, times and reasons; never a pass. See docs/journal.md for the format.
/// </summary>
internal sealed class JournalWriter : IRunWitness, IDisposable
{
    private readonly FileStream _file;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly MemoryStream _line = new();
    private readonly Utf8JsonWriter _json;
    private readonly object _gate = new();

    private JournalWriter(FileStream file, string path, TimeProvider time)
    {
        _file = file;
        _path = path;
        _time = time;
        _json = new Utf8JsonWriter(_line);
    }

    /// <summary>What earlier runs of this journal did.</summary>
    public JournalIndex Earlier { get; } = new();

    /// <summary>Opens or makes a journal, learns what earlier runs did, and begins a run.</summary>
    /// <exception cref="TapServiceException"><see cref="TapReason.JournalUnusable"/>: in use, unwritable, damaged, or of another tenant.</exception>
    public static JournalWriter Open(string path, RunHeader header, TimeProvider time)
    {
        FileStream? file = null;
        try
        {
            // A second run is kept out; Get-TapRun is let in. On Unix, .NET takes an exclusive lock for FileShare.None only.
            var share = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? FileShare.Read : FileShare.None;
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 1);
            var journal = new JournalWriter(file, path, time);
            journal.Learn(header);
            journal.WriteHeader(header);
            return journal;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            file?.Dispose();
            throw Unusable(path, failure);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Sending(IReadOnlyList<BulkRow> rows)
    {
        lock (_gate)
        {
            foreach (var row in rows)
            {
                if (row is not PassCreation { IsRecorded: false } creation) continue;
                creation.IsRecorded = true;
                Begin(JournalEvent.Sent, row);
                WriteValues(creation.Request.LifetimeInMinutes, creation.Request.StartDateTime, creation.Request.IsUsableOnce);
                EndLine();
            }

            Flush();
        }
    }

    public void Delivered(BulkRow row, IssuedPass issued) => Issued(JournalEvent.Delivered, row, issued);

    public void Undelivered(BulkRow row, IssuedPass issued) => Issued(JournalEvent.Undelivered, row, issued);

    public void Skipped(BulkRow row, string why)
    {
        lock (_gate)
        {
            Begin(JournalEvent.Skipped, row);
            _json.WriteString("why"u8, why);
            EndLine();
            Flush();
        }
    }

    public void Failed(BulkRow row, TapError error)
    {
        lock (_gate)
        {
            Begin(JournalEvent.Failed, row);
            _json.WriteString("reason"u8, error.Reason.ToString());
            if (error.Status is { } status) _json.WriteNumber("status"u8, status);
            if (error.GraphCode is { } code) _json.WriteString("code"u8, code);
            if (error.GraphMessage is { } message) _json.WriteString("message"u8, message);
            if (error.RequestId is { } requestId) _json.WriteString("requestId"u8, requestId);
            EndLine();
            Flush();
        }
    }

    /// <summary>How the run stands; for the rate over time.</summary>
    public void Pace(RunCounts counts) => Figures(JournalEvent.Pace, counts);

    public void End(RunCounts counts) => Figures(JournalEvent.End, counts);

    public void Dispose()
    {
        _file.Dispose();
        _json.Dispose();
    }

    private void Issued(JournalEvent what, BulkRow row, IssuedPass issued)
    {
        lock (_gate)
        {
            Begin(what, row);
            _json.WriteString("passId"u8, issued.Pass.Id);
            if (issued.Pass.CreatedDateTime is { } created) _json.WriteString("createdDateTime"u8, created.UtcDateTime);
            if (issued.Pass.ExpirationDateTime is { } expires) _json.WriteString("expirationDateTime"u8, expires.UtcDateTime);
            if (issued.HadPass is { } had) _json.WriteBoolean("replaced"u8, had);
            EndLine();
            Flush();
        }
    }

    private void Figures(JournalEvent what, RunCounts counts)
    {
        lock (_gate)
        {
            Begin(what);
            _json.WriteNumber("rows"u8, counts.Added);
            _json.WriteNumber("done"u8, counts.Done);
            _json.WriteNumber("skipped"u8, counts.Skipped);
            _json.WriteNumber("failed"u8, counts.Failed);
            _json.WriteNumber("requests"u8, counts.Sent);
            _json.WriteNumber("refused"u8, counts.Refused);
            _json.WriteNumber("seconds"u8, Math.Round(counts.Elapsed.TotalSeconds, 3));
            EndLine();
            Flush();
        }
    }

    private void Learn(RunHeader header)
    {
        var whole = Earlier.Learn(_file, _path, header);
        // A torn last line is cut off, so that what follows starts on a line of its own.
        if (whole < _file.Length) _file.SetLength(whole);
        _file.Position = whole;
    }

    private void WriteHeader(RunHeader header)
    {
        Begin(JournalEvent.Run);
        _json.WriteNumber("journal"u8, 1);
        _json.WriteString("run"u8, header.RunId);
        Optional("tenant", header.TenantId);
        Optional("cloud", header.Cloud);
        Optional("operator", header.Operator);
        Optional("client", header.ClientId);
        Optional("version", header.Version);
        EndLine();
        Flush();
    }

    private void Optional(string name, string? value)
    {
        if (value is not null) _json.WriteString(name, value);
    }

    private void WriteValues(int? lifetime, DateTimeOffset? start, bool? once)
    {
        if (lifetime is { } minutes) _json.WriteNumber("lifetimeInMinutes"u8, minutes);
        if (start is { } time) _json.WriteString("startDateTime"u8, time.UtcDateTime);
        if (once is { } flag) _json.WriteBoolean("isUsableOnce"u8, flag);
    }

    private void Begin(JournalEvent what, BulkRow? row = null)
    {
        _json.WriteStartObject();
        _json.WriteString("event"u8, EventName(what));
        _json.WriteString("at"u8, _time.GetUtcNow().UtcDateTime);
        if (row is null) return;
        _json.WriteNumber("row"u8, row.Number);
        _json.WriteString("user"u8, row.User);
    }

    private void EndLine()
    {
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _line.WriteByte((byte)'\n');
    }

    private void Flush()
    {
        if (_line.Length == 0) return;
        try
        {
            _file.Write(_line.GetBuffer(), 0, (int)_line.Length);
            _file.Flush();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            // The last of the three is .NET's way to say that the file may not grow any more.
            throw Unusable(_path, failure);
        }
        finally
        {
            _line.SetLength(0);
        }
    }

    private static string EventName(JournalEvent what) => what switch
    {
        JournalEvent.Run => "run",
        JournalEvent.Sent => "sent",
        JournalEvent.Delivered => "delivered",
        JournalEvent.Undelivered => "undelivered",
        JournalEvent.Skipped => "skipped",
        JournalEvent.Failed => "failed",
        JournalEvent.Pace => "pace",
        _ => "end",
    };

    public static TapServiceException Unusable(string path, Exception failure) => new(ErrorTable.Describe(
        TapReason.JournalUnusable, $"The journal '{path}' cannot be used: {ForeignText.Of(failure)}") with { Cause = ForeignText.Strip(failure) });
}
