using System.Reflection;

namespace TapModule.Loading;

/// <summary>
/// Finds the module's dependencies in Windows PowerShell, which has no load contexts and no binding redirects for modules: the same
/// package is asked for in several versions, and only the highest of them ships.
/// </summary>
internal static class DesktopResolver
{
    private static readonly Assembly Contracts = typeof(TapIfExists).Assembly;

    private static readonly string ModuleFolder = Path.GetDirectoryName(typeof(DesktopResolver).Assembly.Location)!;

    public static void Subscribe() => AppDomain.CurrentDomain.AssemblyResolve += OnAssemblyResolve;

    public static void Unsubscribe() => AppDomain.CurrentDomain.AssemblyResolve -= OnAssemblyResolve;

    private static Assembly? OnAssemblyResolve(object? sender, ResolveEventArgs args)
    {
        if (!IsOursOrUnknown(args.RequestingAssembly)) return null;

        var asked = new AssemblyName(args.Name);
        // What both sides of the border use is one assembly for the process, and beside TapModule.dll.
        if (asked.Name == Contracts.GetName().Name) return Contracts;
        var path = Path.Combine(ModuleFolder, "dependencies", asked.Name + ".dll");
        if (!File.Exists(path)) return null;

        // A lower version may lack what the caller needs; its own "not found" is then the better error.
        var ours = AssemblyName.GetAssemblyName(path).Version;
        return asked.Version is null || ours >= asked.Version ? Assembly.LoadFrom(path) : null;
    }

    /// <summary>Another module's assembly must find its own dependencies, not ours.</summary>
    private static bool IsOursOrUnknown(Assembly? requester) =>
        requester is null
        || (!requester.IsDynamic
            && requester.Location.StartsWith(ModuleFolder + Path.DirectorySeparatorChar, StringComparison.OrdinalIgnoreCase));
}
