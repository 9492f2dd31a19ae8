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

    private readonly OwnedFile _owned;
    private readonly string _path;
    private readonly string _writtenPath;
    private readonly RecordLayout _layout;
    private long _end;

    private RecordFile(OwnedFile owned, string path, string writtenPath, RecordLayout layout)
    {
        (_owned, _path, _writtenPath, _layout) = (owned, path, writtenPath, layout);
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
    /// <exception cref="TapServiceException"><see cref="TapErrorId.FileExists"/>, <see cref="TapErrorId.FileUnusable"/>.</exception>
    public static RecordFile Open(string path, RecordLayout layout, WriteMode mode, bool isSecret)
    {
        OwnedFile? file = null;
        try
        {
            var (written, isNew) = Choose(path, mode);
            file = Own(written, isNew, isSecret);
            return new RecordFile(file, path, written, layout);
        }
        catch (Exception failure)
        {
            file?.Dispose();
            if (IsFileTrouble(failure)) throw Unusable(path, failure);
            throw;
        }
    }

    /// <summary>
    /// Finds out whether <see cref="Open"/> will succeed, and leaves nothing behind; but a file that others may read and that is to hold
    /// secrets is left to its owner alone from here on.
    /// </summary>
    /// <returns>Whether others could read the existing file until now.</returns>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.FileExists"/>, <see cref="TapErrorId.FileUnusable"/>.</exception>
    public static bool Check(string path, WriteMode mode, bool isSecret)
    {
        try
        {
            var (written, isNew) = Choose(path, mode);
            bool wasOpenToOthers;
            using (var file = Own(written, isNew, isSecret)) wasOpenToOthers = isSecret && !isNew && file.Audience == FileAudience.Tightened;
            if (isNew) File.Delete(written);
            return wasOpenToOthers;
        }
        catch (Exception failure) when (IsFileTrouble(failure))
        {
            throw Unusable(path, failure);
        }
    }

    /// <summary>The file that <see cref="WriteMode.Append"/> would go on with; null if it would make a new one.</summary>
    public static string? ToGoOnWith(string path, WriteMode mode) =>
        Choose(path, mode) is { IsNew: false, Written: var written } ? written : null;

    /// <exception cref="TapServiceException"><see cref="TapErrorId.FileUnusable"/>: the disk is full, for example, or the path names another file now. The record is not in the file.</exception>
    public void Append(byte[] record)
    {
        var separator = _end > _layout.Head.Length ? _layout.Separator : [];
        var bytes = new byte[separator.Length + record.Length + _layout.Tail.Length];
        separator.CopyTo(bytes, 0);
        record.CopyTo(bytes, separator.Length);
        _layout.Tail.CopyTo(bytes, separator.Length + record.Length);
        var isBegun = false;
        try
        {
            // Windows keeps a second writer out; Unix does not, and it would write over our records.
            _owned.Verify(_end + _layout.Tail.Length);
            isBegun = true;
            Write(bytes, _end);
            _owned.Verify(_end + bytes.Length);
            _end += bytes.Length - _layout.Tail.Length;
        }
        catch (Exception failure) when (IsFileTrouble(failure))
        {
            if (isBegun) TakeBack();
            throw Lost(failure);
        }
        finally
        {
            Array.Clear(bytes, 0, bytes.Length);
        }
    }

    /// <summary>The run is over: the file takes its final name.</summary>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.FileUnusable"/>: the path names another file now, or the name cannot be taken.</exception>
    public void Complete()
    {
        try
        {
            _owned.Verify(_end + _layout.Tail.Length);
            _owned.Dispose();
            if (Partial is not null) FileReplacement.Move(_writtenPath, _path);
        }
        catch (Exception failure) when (IsFileTrouble(failure))
        {
            throw Lost(failure);
        }
    }

    public void Dispose()
    {
        // Not even its first record could be written.
        var isForNothing = _owned.IsNew && IsEmpty && _owned.Stream.CanWrite && _owned.IsNamed();
        _owned.Dispose();
        if (isForNothing) File.Delete(_writtenPath);
    }

    private static OwnedFile Own(string path, bool isNew, bool isSecret)
    {
        var file = isNew ? OwnedFile.Create(path, isSecret) : OwnedFile.Open(path, isSecret);
        if (!isSecret || file.Audience != FileAudience.Others) return file;
        file.Dispose();
        if (isNew) File.Delete(path);
        throw new IOException("others may read it there, and their rights cannot be taken away. Choose a file of your own on a file system that keeps permissions, or encrypt.");
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
        var file = _owned.Stream;
        if (file.Length == 0)
        {
            _end = _layout.Head.Length;
            Write([.. _layout.Head, .. _layout.Tail], 0);
            return;
        }

        _end = _layout.FindEnd(file);
        if (_end < 0) throw Unusable(_writtenPath, $"it is not {_layout.Name}, so nothing can be appended to it");
        file.SetLength(_end);
        Write(_layout.Tail, _end);
    }

    private void Write(byte[] bytes, long position)
    {
        _owned.Stream.Position = position;
        _owned.Stream.Write(bytes, 0, bytes.Length);
        _owned.Stream.Flush(flushToDisk: true);
    }

    private void TakeBack()
    {
        try
        {
            _owned.Stream.SetLength(_end);
            Write(_layout.Tail, _end);
        }
        catch (IOException)
        {
            // The first failure is the one to tell; readers stop at the last whole record anyway.
        }
    }

    /// <summary>What was in a file that is not there any more counts as delivered, and nobody has it.</summary>
    private TapServiceException Lost(Exception failure)
    {
        var error = Unusable(_writtenPath, failure).Error;
        var isGone = !IsEmpty && _owned.Stream.CanWrite && !_owned.IsNamed();
        return new TapServiceException(isGone ? error with { Advice = "Bring the file back, if it was moved. If it is gone, so are the passes in it, which the journal has as delivered: issue them again with a new journal." } : error);
    }

    private static bool IsFileTrouble(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException or System.Security.SecurityException;

    private static TapServiceException Exists(string path, string advice) =>
        new(ErrorTable.Describe(TapErrorId.FileExists, $"'{path}' exists.", advice: advice));

    private static TapServiceException Unusable(string path, string why) =>
        new(ErrorTable.Describe(TapErrorId.FileUnusable, $"'{path}' cannot be written: {why}."));

    private static TapServiceException Unusable(string path, Exception failure) =>
        new(ErrorTable.Describe(TapErrorId.FileUnusable, $"'{path}' cannot be written: {ForeignText.Of(failure)}") with { Cause = ForeignText.Strip(failure) });
}
