namespace TapModule.Core.Tests.Conventions;

/// <summary>The source that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TapModule.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
