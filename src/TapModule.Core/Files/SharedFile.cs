#if NET
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
#endif

namespace TapModule.Core.Files;

/// <summary>Opens a file for reading beside a writer who holds it alone.</summary>
internal static class SharedFile
{
    /// <exception cref="IOException">It cannot be opened, or is not a regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream OpenRead(string path)
    {
        if (!RegularFile.IsAt(path)) throw RegularFile.Refusal();
#if NET
        // On Unix .NET takes a lock for every reader, which a writer's own lock refuses. The system itself does not mind: those
        // locks bind only who asks for them.
        if (!OperatingSystem.IsWindows() && File.Exists(path))
        {
            var file = Open([.. Encoding.UTF8.GetBytes(path), 0], CloseOnExec);
            if (!file.IsInvalid) return new FileStream(file, FileAccess.Read);
            file.Dispose();
        }
#endif
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Whether somebody writes it and wants no other writer beside.</summary>
    public static bool IsBeingWritten(string path)
    {
        try
        {
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read).Dispose();
            return false;
        }
        catch (IOException refusal) when (refusal is not (FileNotFoundException or DirectoryNotFoundException))
        {
            return true;
        }
    }

#if NET
    /// <summary>No child process inherits it. The number differs between systems.</summary>
    private static int CloseOnExec => OperatingSystem.IsLinux() ? 0x80000 : OperatingSystem.IsMacOS() ? 0x1000000 : 0;

    /// <summary>open(2), read-only; its third argument counts only for files that it makes.</summary>
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle Open(byte[] path, int flags);
#endif
}
