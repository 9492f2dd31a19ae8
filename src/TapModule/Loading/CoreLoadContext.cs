using System.Reflection;
using System.Runtime.Loader;

namespace TapModule.Loading;

/// <summary>
/// The private room of Core, the sandbox and all their packages, so that neither another module's Azure.Core nor the host's own
/// can take the place of ours, and ours can take nobody's. There is one for the process.
/// </summary>
internal sealed class CoreLoadContext : AssemblyLoadContext
{
    private static readonly string Folder =
        Path.Combine(Path.GetDirectoryName(typeof(CoreLoadContext).Assembly.Location)!, "dependencies");

    private static readonly Assembly Contracts = typeof(TapIfExists).Assembly;

    private static readonly CoreLoadContext Instance = new();

    private CoreLoadContext() : base("TapModule")
    {
    }

    public static void Subscribe() => Default.Resolving += OnResolving;

    public static void Unsubscribe() => Default.Resolving -= OnResolving;

    /// <summary>What both sides of the border use is one assembly for the process; everything else that we ship is ours alone.</summary>
    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name == Contracts.GetName().Name ? Contracts : FindFile(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

    /// <summary>The two doors from TapModule.dll into the private room; every other name is somebody else's question.</summary>
    /// <remarks>
    /// By path, and only if the file is there. Asking the context for the name instead would, when the file is missing, come back
    /// to the default context, to this handler, and so on until the stack is full, which ends the whole host.
    /// </remarks>
    private static Assembly? OnResolving(AssemblyLoadContext context, AssemblyName name) =>
        name.Name is "TapModule.Core" or "TapModule.Sandbox" && FindFile(name) is { } path ? Instance.LoadFromAssemblyPath(path) : null;

    private static string? FindFile(AssemblyName name)
    {
        var file = name.Name + ".dll";
        // Some packages have a file for Windows and a stub for elsewhere that only throws.
        var windowsPath = Path.Combine(Folder, "win", file);
        if (OperatingSystem.IsWindows() && File.Exists(windowsPath)) return windowsPath;

        var path = Path.Combine(Folder, file);
        return File.Exists(path) ? path : null;
    }
}
