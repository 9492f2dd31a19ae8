#if NET
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace TapModule.Core.Files;

/// <summary>What Linux knows of a file and .NET does not tell: which one it is, whose, and of what kind.</summary>
internal readonly record struct FileFacts(ulong Device, ulong Inode, uint Owner, bool IsRegular)
{
    private const int CurrentFolder = -100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7ff;
    private const int StructureSize = 256;
    private const int KindMask = 0xf000;
    private const int RegularFile = 0x8000;

    /// <summary>The file that a path names, links followed; null if there is none, or if it cannot be known here.</summary>
    public static FileFacts? Of(string path) =>
        OperatingSystem.IsLinux() ? Ask(facts => Statx(CurrentFolder, [.. Encoding.UTF8.GetBytes(path), 0], 0, BasicStats, facts)) : null;

    /// <summary>The file that is open; null if it cannot be known here.</summary>
    public static FileFacts? Of(SafeFileHandle file) =>
        OperatingSystem.IsLinux() ? Ask(facts => StatxOfHandle(file, [0], EmptyPath, BasicStats, facts)) : null;

    /// <summary>The user as whom this process makes files.</summary>
    [SupportedOSPlatform("linux")]
    public static uint CurrentUser() => EffectiveUser();

    private static FileFacts? Ask(Func<byte[], int> statx)
    {
        // struct statx is the kernel's, the same on every processor; struct stat is not.
        var facts = new byte[StructureSize];
        try
        {
            if (statx(facts) != 0) return null;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library older than the call (musl before 1.2.5).
            return null;
        }

        var mode = BitConverter.ToUInt16(facts, 28);
        return new FileFacts(BitConverter.ToUInt64(facts, 136), BitConverter.ToUInt64(facts, 32), BitConverter.ToUInt32(facts, 20), (mode & KindMask) == RegularFile);
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, byte[] path, int flags, uint mask, [Out] byte[] facts);

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatxOfHandle(SafeFileHandle file, byte[] path, int flags, uint mask, [Out] byte[] facts);

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint EffectiveUser();
}
#endif
