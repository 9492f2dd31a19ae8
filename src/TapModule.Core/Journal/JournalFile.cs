using System.Runtime.InteropServices;
using System.Text.Json;
using TapModule.Core.Errors;
using TapModule.Core.Files;
using TapModule.Core.Passes;
using TapModule.Core.Text;

namespace TapModule.Core.Journal;

/// <summary>
/// A journal that a run writes: lines appended and handed to the operating system one by one, so that a killed process loses none. Holds
/// users, values, ids, times and reasons; never a pass. Safe for use from several threads.
/// <para>
/// It belongs to its owner alone and to one run at a time; reading is always allowed. A line counts as written only if it is in the file
/// that the path names. What cannot be written is a <see cref="TapErrorId.JournalUnusable"/>, and so is everything after it.
/// </para>
/// </summary>
internal sealed class JournalFile : IDisposable
{
    private readonly Stream _file;
    private readonly Action<long> _verify;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly MemoryStream _lines = new();
    private readonly Utf8JsonWriter _json;
    private readonly object _gate = new();
    private long _length;
    private TapServiceException? _failure;

    private JournalFile(Stream file, Action<long> verify, string path, TimeProvider time)
    {
        _file = file;
        _verify = verify;
        _path = path;
        _time = time;
        _json = new Utf8JsonWriter(_lines);
    }

    /// <summary>What earlier runs of this journal did.</summary>
    public JournalIndex Earlier { get; } = new();

    /// <summary>Opens or makes a journal, learns what earlier runs did, and begins a run.</summary>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.JournalUnusable"/>: in use, unwritable, readable by others, damaged, or of another tenant.</exception>
    public static JournalFile Open(string path, RunHeader header, TimeProvider time)
    {
        OwnedFile? file = null;
        try
        {
            // A second run is kept out; readers are let in. On Unix, .NET takes an exclusive lock for FileShare.None only.
            var share = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? FileShare.Read : FileShare.None;
            file = OwnedFile.OpenOrCreate(path, isPrivate: true, share);
            if (file.Audience == FileAudience.Others)
                throw new IOException("it names people and when they got a pass, and other users of this machine can read it. Choose a file of your own, on a file system that keeps permissions.");
            return Begin(file.Stream, file.Verify, path, header, time);
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

    /// <summary>Begins a run in a file that is open.</summary>
    /// <param name="file">The journal, which may be written.</param>
    /// <param name="verify">Throws an IOException if the file is not the one that the path names any more, or has not this length.</param>
    /// <param name="path">For error messages.</param>
    /// <param name="header">The run.</param>
    /// <param name="time">The clock.</param>
    public static JournalFile Begin(Stream file, Action<long> verify, string path, RunHeader header, TimeProvider time)
    {
        var journal = new JournalFile(file, verify, path, time);
        journal.Learn(header);
        journal.Begin(header);
        return journal;
    }

    /// <summary>These rows are about to be sent.</summary>
    public void Sent(IReadOnlyList<AskedRow> rows) => Asked(JournalEvent.Sent, rows);

    /// <summary>These rows were read, and the run ends before they could be sent.</summary>
    public void NeverSent(IReadOnlyList<AskedRow> rows) => Asked(JournalEvent.NotSent, rows);

    public void Issued(int row, string user, CreatePassResult issued, bool isDelivered) => Write(() =>
    {
        BeginLine(isDelivered ? JournalEvent.Delivered : JournalEvent.Undelivered, row, user);
        _json.WriteString(JournalFormat.PassId, issued.Pass.Id);
        Optional(JournalFormat.Created, issued.Pass.CreatedDateTime);
        Optional(JournalFormat.Expires, issued.Pass.ExpirationDateTime);
        if (issued.HadPass is { } had) _json.WriteBoolean(JournalFormat.Replaced, had);
        EndLine();
    });

    public void Skipped(int row, string user, string why) => Write(() =>
    {
        BeginLine(JournalEvent.Skipped, row, user);
        _json.WriteString(JournalFormat.Why, why);
        EndLine();
    });

    public void Failed(int row, string user, TapError error) => Write(() =>
    {
        BeginLine(JournalEvent.Failed, row, user);
        _json.WriteString(JournalFormat.Reason, error.Reason.ToString());
        Optional(JournalFormat.Status, error.Status);
        Optional(JournalFormat.Code, error.GraphCode);
        // Where the service said nothing, what we say is all that tells the rows of a reason apart.
        Optional(JournalFormat.Message, error.GraphMessage ?? (error.Status is null ? error.Message : null));
        Optional(JournalFormat.RequestId, error.RequestId);
        EndLine();
    });

    /// <summary>How the run stands; for the rate over time.</summary>
    public void Figures(RunFigures figures) => Write(() =>
    {
        BeginLine(JournalEvent.Pace);
        WriteFigures(figures);
        EndLine();
    });

    /// <summary>The run is over.</summary>
    /// <param name="figures">How it stands.</param>
    /// <param name="isComplete">Whether its whole input was read and settled; if not, there may be rows that this run never saw.</param>
    public void End(RunFigures figures, bool isComplete) => Write(() =>
    {
        BeginLine(JournalEvent.End);
        WriteFigures(figures);
        _json.WriteBoolean(JournalFormat.IsComplete, isComplete);
        EndLine();
    });

    public void Dispose()
    {
        lock (_gate)
        {
            _failure ??= Unusable(_path, new IOException("the run has ended."));
            _file.Dispose();
        }
    }

    /// <summary>The error of a journal that cannot be used.</summary>
    public static TapServiceException Unusable(string path, Exception failure) =>
        new(ErrorTable.Describe(TapErrorId.JournalUnusable, $"The journal '{path}' cannot be used: {ForeignText.Of(failure)}") with { Cause = ForeignText.Strip(failure) });

    private void Learn(RunHeader header)
    {
        var whole = Earlier.Learn(_file, _path, header);
        // A torn last line is cut off, so that what follows starts on a line of its own.
        if (whole < _file.Length) _file.SetLength(whole);
        _file.Position = _length = whole;
    }

    private void Begin(RunHeader header) => Write(() =>
    {
        BeginLine(JournalEvent.Run);
        _json.WriteNumber(JournalFormat.Format, JournalFormat.Version);
        _json.WriteString(JournalFormat.Run, header.RunId);
        Optional(JournalFormat.Tenant, header.TenantId);
        Optional(JournalFormat.Cloud, header.Cloud);
        Optional(JournalFormat.Operator, header.Operator);
        Optional(JournalFormat.Client, header.ClientId);
        Optional(JournalFormat.ModuleVersion, header.Version);
        EndLine();
    });

    private void Asked(JournalEvent what, IReadOnlyList<AskedRow> rows) => Write(() =>
    {
        foreach (var (number, request) in rows)
        {
            BeginLine(what, number, request.UserId);
            Optional(JournalFormat.Lifetime, request.LifetimeInMinutes);
            Optional(JournalFormat.Start, request.StartDateTime);
            if (request.IsUsableOnce is { } once) _json.WriteBoolean(JournalFormat.IsUsableOnce, once);
            EndLine();
        }
    });

    private void WriteFigures(RunFigures figures)
    {
        _json.WriteNumber(JournalFormat.Rows, figures.Rows);
        _json.WriteNumber(JournalFormat.Done, figures.Done);
        _json.WriteNumber(JournalFormat.SkippedRows, figures.Skipped);
        _json.WriteNumber(JournalFormat.FailedRows, figures.Failed);
        _json.WriteNumber(JournalFormat.Requests, figures.Requests);
        _json.WriteNumber(JournalFormat.Throttled, figures.Throttled);
        _json.WriteNumber(JournalFormat.Seconds, figures.Seconds);
    }

    private void BeginLine(JournalEvent what)
    {
        _json.WriteStartObject();
        _json.WriteString(JournalFormat.Event, Name(what));
        _json.WriteString(JournalFormat.At, _time.GetUtcNow().UtcDateTime);
    }

    private void BeginLine(JournalEvent what, int row, string user)
    {
        BeginLine(what);
        _json.WriteNumber(JournalFormat.Row, row);
        _json.WriteString(JournalFormat.User, user);
    }

    private void Optional(string name, string? value)
    {
        if (value is not null) _json.WriteString(name, value);
    }

    private void Optional(string name, int? value)
    {
        if (value is { } number) _json.WriteNumber(name, number);
    }

    private void Optional(string name, DateTimeOffset? value)
    {
        if (value is { } time) _json.WriteString(name, time.UtcDateTime);
    }

    private void EndLine()
    {
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _lines.WriteByte((byte)'\n');
    }

    /// <summary>Hands the lines that are being made to the system, all or none of them.</summary>
    private void Write(Action lines)
    {
        lock (_gate)
        {
            // What could not be written may have left half a line, which a later one must not continue.
            if (_failure is not null) throw _failure;
            try
            {
                lines();
                if (_lines.Length == 0) return;
                _verify(_length);
                _file.Write(_lines.GetBuffer(), 0, (int)_lines.Length);
                _file.Flush();
                _length += _lines.Length;
                _verify(_length);
            }
            catch (ArgumentOutOfRangeException failure)
            {
                // .NET's way to say that the file may not grow any more.
                throw _failure = Unusable(_path, new IOException("the file has reached the largest size that this system allows.", failure));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw _failure = Unusable(_path, failure);
            }
            finally
            {
                _lines.SetLength(0);
            }
        }
    }

    private static string Name(JournalEvent what) => what switch
    {
        JournalEvent.Run => "run",
        JournalEvent.Sent => "sent",
        JournalEvent.Delivered => "delivered",
        JournalEvent.Undelivered => "undelivered",
        JournalEvent.Skipped => "skipped",
        JournalEvent.Failed => "failed",
        JournalEvent.NotSent => "notSent",
        JournalEvent.Pace => "pace",
        _ => "end",
    };
}
