namespace TapModule.Core.Files;

/// <summary>Tells files from what only has a name like one: devices, pipes, sockets. On Windows, .NET itself opens nothing else.</summary>
internal static class RegularFile
{
    /// <summary>Whether what the path names is one, links followed. True where there is nothing, or where it cannot be known before opening (macOS).</summary>
    public static bool IsAt(string path)
    {
#if NET
        return FileFacts.Of(path) is not { IsRegular: false };
#else
        return true;
#endif
    }

    public static bool Is(FileStream file)
    {
#if NET
        if (FileFacts.Of(file.SafeFileHandle) is { } facts) return facts.IsRegular;
#endif
        return file.CanSeek;
    }

    public static IOException Refusal() => new("it is not a regular file.");
}
