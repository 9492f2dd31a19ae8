namespace TapModule.Core.Files;

/// <summary>A file that is written in one go: it is there whole, or not at all, and readable by its owner alone.</summary>
internal static class WholeFile
{
    /// <param name="path">The full path.</param>
    /// <param name="isReplacing">Whether an existing file is replaced. It stays as it was until the new one is complete.</param>
    /// <param name="write">Writes the content.</param>
    /// <returns>Who may read it.</returns>
    /// <exception cref="IOException">It cannot be written, or exists and is not to be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static FileAudience Write(string path, bool isReplacing, Action<Stream> write)
    {
        if (!RegularFile.IsAt(path)) throw RegularFile.Refusal();
        var unfinished = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            FileAudience audience;
            using (var file = OwnedFile.Create(unfinished, isPrivate: true))
            {
                write(file.Stream);
                file.Stream.Flush(flushToDisk: true);
                file.Verify(file.Stream.Length);
                audience = file.Audience;
            }

            if (isReplacing) FileReplacement.Move(unfinished, path);
            else File.Move(unfinished, path);
            return audience;
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
