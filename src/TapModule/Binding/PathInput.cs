using System.Management.Automation;
using TapModule.Core.Errors;
using TapModule.Core.Text;

namespace TapModule.Binding;

/// <summary>
/// What a path means, for writing and for reading alike: a file that is there by that very name, or else a wildcard. So what was written to a folder such as [External] HR is read back by the same
/// text. Files only: other providers of PowerShell have no file that could be locked or appended to.
/// </summary>
/// <param name="session">Where relative paths and drives are looked up.</param>
internal sealed class PathInput(SessionState session)
{
    /// <summary>The full path of a file that will be written, or is meant by its very name.</summary>
    /// <param name="path">As given.</param>
    /// <param name="reason">The reason of a refusal.</param>
    /// <exception cref="TapServiceException">It is on no file system.</exception>
    public string Literal(string path, TapErrorId reason)
    {
        if (Path.DirectorySeparatorChar == '/' && path.StartsWith(@"\\", StringComparison.Ordinal))
            throw Refused(reason, $"{Shown(path)} is a network path of Windows, and means nothing here.", "Mount the share and give its path on this machine.");
        try
        {
            var full = session.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == "FileSystem" ? full : throw Refused(reason, $"{Shown(path)} is on no file system but in PowerShell's {provider.Name}.", "Give the path of a file.");
        }
        catch (Exception failure) when (failure is RuntimeException or NotSupportedException or ArgumentException)
        {
            throw Refused(reason, $"{Shown(path)} is not a path: {ForeignText.Of(failure)}", "Check the path.");
        }
    }

    /// <summary>The files that are meant, at least one.</summary>
    /// <param name="path">As given.</param>
    /// <param name="reason">The reason of a refusal.</param>
    /// <exception cref="TapServiceException">There is none.</exception>
    public IReadOnlyList<string> Files(string path, TapErrorId reason)
    {
        var literal = Literal(path, reason);
        // A name without wildcards that is not there is told by whoever reads it.
        if (File.Exists(literal) || !WildcardPattern.ContainsWildcardCharacters(path)) return [literal];
        IEnumerable<string> found;
        try
        {
            found = session.Path.GetResolvedProviderPathFromPSPath(path, out _).Where(File.Exists);
        }
        catch (Exception failure) when (failure is RuntimeException)
        {
            found = [];
        }

        var files = found.ToArray();
        return files.Length > 0 ? files : throw Refused(reason, $"No file matches {Shown(path)}.", "Check the path. Of brackets in a name, -LiteralPath makes no pattern.");
    }

    /// <summary>The file of that very name; null if there is none.</summary>
    public string? Existing(string path)
    {
        try
        {
            return Literal(path, TapErrorId.FileUnusable) is var literal && File.Exists(literal) ? literal : null;
        }
        catch (TapServiceException)
        {
            return null;
        }
    }

    /// <summary>A path in full: whoever has to find the mistake in it needs all of it.</summary>
    private static string Shown(string path) => CellText.Unseen(path) is null ? $"'{path}'" : CellText.Shown(path);

    private static TapServiceException Refused(TapErrorId reason, string message, string advice) => new(ErrorTable.Describe(reason, message, advice: advice));
}
