using System.Runtime.InteropServices;
using TapModule.Core.Errors;
using TapModule.Core.Files;
using TapModule.Core.Text;

namespace TapModule.Core.Handover;

/// <summary>
/// A file that grows by whole records. When <see cref="Append"/> returns, the record is on the disk, and the file is whole; when it
/// throws, the file is as it was before.
/// </summary>
internal sealed class RecordFile : IDisposable
{
    /// <summary>The ending of a file that is to replace another one when it is complete.</summary>
    public const string PartialEnding = ".partial";

    private readonly FileStream _file;
    private readonly string _path;
    private readonly string _writtenPath;
    private readonly RecordLayout _layout;
    private readonly bool _isNew;
    private long _end;

    private RecordFile(FileStream file, string path, string writtenPath, RecordLayout layout, bool isNew)
    {
        (_file, _path, _writtenPath, _layout, _isNew) = (file, path, writtenPath, layout, isNew);
        Begin();
    }

    /// <summary>Whether no record is in it.</summary>
    public bool IsEmpty => _end == _layout.Head.Length;

    /// <summary>Where the records are until <see cref="Complete"/>, if not under the final name.</summary>
    public string? Partial => _writtenPath == _path ? null : _writtenPath;

    /// <summary>Opens or makes the file. Nothing that is there is changed, but for a torn end that <see cref="WriteMode.Append"/> cuts off.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="layout">How its records lie.</param>
    /// <param name="mode">What to do about a file that is there.</param>
    /// <param name="isSecret">Readable by its owner only, from its first moment.</param>
    /// <exception cref="TapServiceException"><see cref="TapReason.FileExists"/>, <see cref="TapReason.FileUnusable"/>.</exception>
    public static RecordFile Open(string path, RecordLayout layout, WriteMode mode, bool isSecret)
    {
        FileStream? file = null;
        try
        {
            var (written, isNew) = Choose(path, mode);
            file = OwnFile(written, isNew, isSecret);
            return new RecordFile(file, path, written, layout, isNew);
        }
        catch (Exception failure)
        {
            file?.Dispose();
            if (IsFileTrouble(failure)) throw Unusable(path, failure);
            throw;
        }
    }

    /// <summary>Finds out whether <see cref="Open"/> will succeed, and leaves nothing behind.</summary>
    /// <exception cref="TapServiceException"><see cref="TapReason.FileExists"/>, <see cref="TapReason.FileUnusable"/>.</exception>
    public static void Check(string path, WriteMode mode)
    {
        try
        {
            var (written, isNew) = Choose(path, mode);
            using (OwnFile(written, isNew, isSecret: false))
            {
            }

            if (isNew) File.Delete(written);
        }
        catch (Exception failure) when (IsFileTrouble(failure))
        {
            throw Unusable(path, failure);
        }
    }

    /// <summary>The file that <see cref="WriteMode.Append"/> would go on with; null if it would make a new one.</summary>
    public static string? ToGoOnWith(string path, WriteMode mode) =>
        Choose(path, mode) is { IsNew: false, Written: var written } ? written : null;

    /// <exception cref="TapServiceException"><see cref="TapReason.FileUnusable"/>: the disk is full, for example. The record is not in the file.</exception>
    public void Append(byte[] record)
    {
        // Windows keeps a second writer out; Unix does not, and it would write over our records.
        if (_file.Length != _end + _layout.Tail.Length) throw Unusable(_writtenPath, "another program has changed it meanwhile");
        var separator = _end > _layout.Head.Length ? _layout.Separator : [];
        var bytes = new byte[separator.Length + record.Length + _layout.Tail.Length];
        separator.CopyTo(bytes, 0);
        record.CopyTo(bytes, separator.Length);
        _layout.Tail.CopyTo(bytes, separator.Length + record.Length);
        try
        {
            _file.Position = _end;
            _file.Write(bytes, 0, bytes.Length);
            _file.Flush(flushToDisk: true);
            _end += separator.Length + record.Length;
        }
        catch (Exception failure) when (IsFileTrouble(failure))
        {
            TakeBack();
            throw Unusable(_writtenPath, failure);
        }
        finally
        {
            Array.Clear(bytes, 0, bytes.Length);
        }
    }

    /// <summary>The run is over: the file takes its final name.</summary>
    public void Complete()
    {
        _file.Dispose();
        try
        {
            if (Partial is not null) Replace();
        }
        catch (Exception failure) when (IsFileTrouble(failure))
        {
            throw Unusable(_path, failure);
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        // Not even its first record could be written.
        if (_isNew && IsEmpty && File.Exists(_writtenPath)) File.Delete(_writtenPath);
    }

    private static FileStream OwnFile(string path, bool isNew, bool isSecret)
    {
        if (isNew && isSecret) return OwnerOnlyFile.Create(path);
        return new FileStream(path, isNew ? FileMode.CreateNew : FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1);
    }

    private static (string Written, bool IsNew) Choose(string path, WriteMode mode)
    {
        if (Directory.Exists(path)) throw Unusable(path, "it is a folder");
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder)) throw Unusable(path, $"there is no folder '{folder}'");
        var partial = path + PartialEnding;
        if (File.Exists(partial))
        {
            if (mode == WriteMode.Append) return (Writable(partial), false);
            throw Exists(partial, "It holds what a run delivered that did not come to its end. Go on with -Append, or read it with Import-TapPass and remove it.");
        }

        if (!File.Exists(path)) return (path, true);
        return mode switch
        {
            WriteMode.Append => (Writable(path), false),
            WriteMode.Replace => (partial, true),
            _ => throw Exists(path, "Add -Append to go on behind its last record, as for a second run with the same journal; -Force to replace it; or choose another name."),
        };
    }

    private static string Writable(string path) =>
        new FileInfo(path).IsReadOnly ? throw Unusable(path, "it is read-only") : path;

    private void Begin()
    {
        if (_isNew || _file.Length == 0)
        {
            _file.Write(_layout.Head, 0, _layout.Head.Length);
            _file.Write(_layout.Tail, 0, _layout.Tail.Length);
            _file.Flush(flushToDisk: true);
            _end = _layout.Head.Length;
            return;
        }

        _end = _layout.FindEnd(_file);
        if (_end < 0) throw Unusable(_writtenPath, $"it is not {_layout.Name}, so nothing can be appended to it");
        _file.SetLength(_end);
        _file.Position = _end;
        _file.Write(_layout.Tail, 0, _layout.Tail.Length);
        _file.Flush(flushToDisk: true);
    }

    private void TakeBack()
    {
        try
        {
            _file.SetLength(_end);
            _file.Position = _end;
            _file.Write(_layout.Tail, 0, _layout.Tail.Length);
        }
        catch (IOException)
        {
            // The first failure is the one to tell; readers stop at the last whole record anyway.
        }
    }

    private void Replace()
    {
        if (!File.Exists(_path))
        {
            File.Move(_writtenPath, _path);
            return;
        }

        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) File.SetAttributes(_path, FileAttributes.Normal);
#if NET
        File.Move(_writtenPath, _path, overwrite: true);
#else
        // File.Replace would hand the old file's permissions to the new one. Between the two lines, the new one is there as .partial.
        File.Delete(_path);
        File.Move(_writtenPath, _path);
#endif
    }

    private static bool IsFileTrouble(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException or System.Security.SecurityException;

    private static TapServiceException Exists(string path, string advice) =>
        new(ErrorTable.Describe(TapReason.FileExists, $"'{path}' exists.", advice: advice));

    private static TapServiceException Unusable(string path, string why) =>
        new(ErrorTable.Describe(TapReason.FileUnusable, $"'{path}' cannot be written: {why}."));

    private static TapServiceException Unusable(string path, Exception failure) =>
        new(ErrorTable.Describe(TapReason.FileUnusable, $"'{path}' cannot be written: {ForeignText.Of(failure)}") with { Cause = ForeignText.Strip(failure) });
}
