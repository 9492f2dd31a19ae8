namespace TapModule.Core.Files;

/// <summary>
/// A file that this process writes record by record: a regular file, never a device, a pipe or a folder. A symbolic link is followed to
/// the file that it leads to; what matters is that one. <see cref="Verify"/> tells whether it is still the file that the path names.
/// Every failure is an <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> whose message can stand behind "cannot be written: ".
/// </summary>
internal sealed class OwnedFile : IDisposable
{
    private readonly string _path;

    private OwnedFile(FileStream stream, string path, FileAudience audience, bool isNew) => (Stream, _path, Audience, IsNew) = (stream, path, audience, isNew);

    /// <summary>Unbuffered: what was written is the system's when Write returns, and on the disk after <c>Flush(flushToDisk: true)</c>.</summary>
    public FileStream Stream { get; }

    /// <summary>Who may read it. <see cref="FileAudience.Others"/> is for the caller to refuse or to tell. Without meaning if it was not opened as private.</summary>
    public FileAudience Audience { get; }

    public bool IsNew { get; }

    /// <summary>Makes the file.</summary>
    /// <param name="path">The full path; nothing may exist there.</param>
    /// <param name="isPrivate">Readable by its owner alone, from its first moment.</param>
    /// <param name="share">What others may do meanwhile. On Unix, <see cref="FileShare.None"/> alone keeps a second writer out, and with it every reader but <see cref="SharedFile"/>.</param>
    public static OwnedFile Create(string path, bool isPrivate, FileShare share = FileShare.Read)
    {
        var stream = isPrivate ? FileRights.CreatePrivate(path, share) : new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, share, bufferSize: 1);
        return Own(stream, path, isPrivate, isNew: true);
    }

    /// <summary>Opens an existing file; it is left as it is, but for the rights of others if it is to be private.</summary>
    /// <inheritdoc cref="Create"/>
    public static OwnedFile Open(string path, bool isPrivate, FileShare share = FileShare.Read)
    {
        // Before opening: to open a pipe or a device can wait for ever, or do something.
        if (!RegularFile.IsAt(path)) throw RegularFile.Refusal();
        return Own(new FileStream(path, FileMode.Open, FileAccess.ReadWrite, share, bufferSize: 1), path, isPrivate, isNew: false);
    }

    /// <summary>Opens the file, or makes it where there is none.</summary>
    /// <inheritdoc cref="Create"/>
    public static OwnedFile OpenOrCreate(string path, bool isPrivate, FileShare share = FileShare.Read)
    {
        if (File.Exists(path)) return Open(path, isPrivate, share);
        try
        {
            return Create(path, isPrivate, share);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster.
            return Open(path, isPrivate, share);
        }
    }

    /// <summary>
    /// Call before a record is written, so that it is not written into what another program has made of the file, and after it was
    /// flushed: only then is it in the file that the path names.
    /// </summary>
    /// <param name="length">How long the file has to be: all that we know to be in it.</param>
    /// <exception cref="IOException">It was deleted, moved, replaced, cut or added to.</exception>
    public void Verify(long length)
    {
        if (!IsNamed()) throw new IOException("it was deleted, moved or replaced while it was being written.");
        if (Stream.Length != length) throw new IOException("another program has changed it meanwhile.");
    }

    /// <summary>Whether the path still names this file.</summary>
    public bool IsNamed()
    {
#if NET
        if (FileFacts.Of(Stream.SafeFileHandle) is { } own) return FileFacts.Of(_path) is { } named && (named.Device, named.Inode) == (own.Device, own.Inode);
        // macOS: another file would hardly have been written to at the same moment. Windows lets nobody move a file that we hold open.
        if (!OperatingSystem.IsWindows()) return File.Exists(_path) && new FileInfo(_path).Length == Stream.Length && File.GetLastWriteTimeUtc(_path) == File.GetLastWriteTimeUtc(Stream.SafeFileHandle);
#endif
        return File.Exists(_path);
    }

    public void Dispose() => Stream.Dispose();

    private static OwnedFile Own(FileStream stream, string path, bool isPrivate, bool isNew)
    {
        try
        {
            if (!RegularFile.Is(stream)) throw RegularFile.Refusal();
            return new OwnedFile(stream, path, isPrivate ? FileRights.Tighten(stream) : FileAudience.Others, isNew);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
