using System.Runtime.InteropServices;

namespace TapModule.Core.Files;

/// <summary>Puts a finished file in the place of another one.</summary>
internal static class FileReplacement
{
    /// <param name="finished">The new file; it keeps its permissions.</param>
    /// <param name="path">Its final name. A symbolic link of that name is replaced, not what it leads to.</param>
    public static void Move(string finished, string path)
    {
        if (!File.Exists(path))
        {
            File.Move(finished, path);
            return;
        }

        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) File.SetAttributes(path, FileAttributes.Normal);
#if NET
        File.Move(finished, path, overwrite: true);
#else
        // File.Replace would hand the old file's permissions to the new one. Between the two lines, the new one exists under its first name.
        File.Delete(path);
        File.Move(finished, path);
#endif
    }
}
