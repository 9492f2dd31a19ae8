using System.Runtime.InteropServices;
using System.Security.AccessControl;
using System.Security.Principal;
#if NET
using System.Runtime.Versioning;
#endif

namespace TapModule.Core.Files;

/// <summary>Makes files that nobody but their owner may read, and takes the others' rights away from files that exist.</summary>
internal static class FileRights
{
#if NET
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
#endif

    /// <summary>A new file; there is no moment in which another could open it.</summary>
    public static FileStream CreatePrivate(string path, FileShare share)
    {
        if (IsWindows()) return CreateOnWindows(path, share);
#if NET
        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = share,
            BufferSize = 1,
            UnixCreateMode = OwnerOnly,
        });
#else
        // This build is for Windows; elsewhere it runs in tests, and closes the file before anything is in it.
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, share, bufferSize: 1);
        if (ChangeMode(path, OwnerReadWrite) == 0) return file;
        file.Dispose();
        throw new IOException("its permissions cannot be set.");
#endif
    }

    /// <summary>A folder that nobody else may look into, with those above it that do not exist; one that exists stays as it is.</summary>
    public static void CreatePrivateFolder(string path)
    {
#if NET
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
            return;
        }
#endif
        Directory.CreateDirectory(path);
    }

    /// <summary>Leaves the file to its owner alone, if that can be done.</summary>
    public static FileAudience Tighten(FileStream file)
    {
        if (IsWindows()) return TightenOnWindows(file.Name);
#if NET
        return TightenOnUnix(file);
#else
        return ChangeMode(file.Name, OwnerReadWrite) == 0 ? FileAudience.Owner : FileAudience.Others;
#endif
    }

#if NET
    [UnsupportedOSPlatform("windows")]
    private static FileAudience TightenOnUnix(FileStream file)
    {
        // Root may change the rights of a file of another user, who reads it all the same.
        if (OperatingSystem.IsLinux() && FileFacts.Of(file.SafeFileHandle) is { } facts && facts.Owner != FileFacts.CurrentUser()) return FileAudience.Others;
        var mode = File.GetUnixFileMode(file.SafeFileHandle);
        if ((mode & OfOthers) == 0) return FileAudience.Owner;
        try
        {
            File.SetUnixFileMode(file.SafeFileHandle, mode & OwnerOnly);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return FileAudience.Others;
        }

        // Some file systems take the change and keep none.
        return (File.GetUnixFileMode(file.SafeFileHandle) & OfOthers) == 0 ? FileAudience.Tightened : FileAudience.Others;
    }
#endif

#if NET
    [SupportedOSPlatform("windows")]
#endif
    private static FileAudience TightenOnWindows(string path)
    {
        var file = new FileInfo(path);
        try
        {
            if (!IsOpenToOthers(file.GetAccessControl(AccessControlSections.Access))) return FileAudience.Owner;
            file.SetAccessControl(OwnerRights());
            return IsOpenToOthers(file.GetAccessControl(AccessControlSections.Access)) ? FileAudience.Others : FileAudience.Tightened;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException or NotSupportedException or InvalidOperationException or IdentityNotMappedException)
        {
            return FileAudience.Others;
        }
    }

    /// <summary>Administrators and the system itself read every file on Windows, so their entries do not count.</summary>
#if NET
    [SupportedOSPlatform("windows")]
#endif
    private static bool IsOpenToOthers(FileSecurity rights)
    {
        using var identity = WindowsIdentity.GetCurrent();
        SecurityIdentifier[] known =
        [
            identity.User!, new(WellKnownSidType.LocalSystemSid, null), new(WellKnownSidType.BuiltinAdministratorsSid, null), new(WellKnownSidType.CreatorOwnerSid, null),
        ];
        foreach (FileSystemAccessRule rule in rights.GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier)))
        {
            if (rule.AccessControlType == AccessControlType.Allow && !known.Contains((SecurityIdentifier)rule.IdentityReference)) return true;
        }

        return false;
    }

#if NET
    [SupportedOSPlatform("windows")]
#endif
    private static FileStream CreateOnWindows(string path, FileShare share) => new FileInfo(path).Create(
        FileMode.CreateNew, FileSystemRights.ReadData | FileSystemRights.WriteData | FileSystemRights.AppendData | FileSystemRights.ReadAttributes
            | FileSystemRights.WriteAttributes | FileSystemRights.Synchronize, share, bufferSize: 1, FileOptions.None, OwnerRights());

#if NET
    [SupportedOSPlatform("windows")]
#endif
    private static FileSecurity OwnerRights()
    {
        using var identity = WindowsIdentity.GetCurrent();
        var rights = new FileSecurity();
        rights.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        rights.SetAccessRule(new FileSystemAccessRule(identity.User!, FileSystemRights.FullControl, AccessControlType.Allow));
        return rights;
    }

#if NET
    [SupportedOSPlatformGuard("windows")]
#endif
    private static bool IsWindows() => RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

#if !NET
    private const int OwnerReadWrite = 0x180;

    /// <summary>chmod(2).</summary>
    [DllImport("libc", EntryPoint = "chmod", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeMode(string path, int mode);
#endif
}
