using System.Runtime.InteropServices;
using System.Security.AccessControl;
using System.Security.Principal;
#if NET
using System.Runtime.Versioning;
#endif

namespace TapModule.Core.Files;

/// <summary>Makes files that nobody but their owner may read, from their first moment: there is no time in which another could open them.</summary>
internal static class OwnerOnlyFile
{
    public static FileStream Create(string path)
    {
        if (IsWindows()) return CreateOnWindows(path);
#if NET
        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = 1,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
#else
        throw new PlatformNotSupportedException("Windows PowerShell runs on Windows only.");
#endif
    }

#if NET
    [SupportedOSPlatformGuard("windows")]
#endif
    private static bool IsWindows() => RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

#if NET
    [SupportedOSPlatform("windows")]
#endif
    private static FileStream CreateOnWindows(string path)
    {
        using var identity = WindowsIdentity.GetCurrent();
        var rights = new FileSecurity();
        rights.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        rights.SetAccessRule(new FileSystemAccessRule(identity.User!, FileSystemRights.FullControl, AccessControlType.Allow));
        return new FileInfo(path).Create(
            FileMode.CreateNew, FileSystemRights.ReadData | FileSystemRights.WriteData | FileSystemRights.AppendData | FileSystemRights.ReadAttributes
                | FileSystemRights.WriteAttributes | FileSystemRights.Synchronize, FileShare.Read, bufferSize: 1, FileOptions.None, rights);
    }
}
