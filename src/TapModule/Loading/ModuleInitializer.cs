using System.Management.Automation;
#if NETSTANDARD2_0
using Resolver = TapModule.Loading.DesktopResolver;
#else
using Resolver = TapModule.Loading.CoreLoadContext;
#endif

namespace TapModule.Loading;

/// <summary>Tells the runtime where the module's dependencies are, for as long as the module is imported.</summary>
/// <remarks>
/// PowerShell calls this once for every runspace that imports the module, so each import adds one handler and each removal
/// takes one away. A flag "already subscribed" would let the first removal in one runspace blind the others.
/// </remarks>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Called by PowerShell on import. Loads nothing: the dependencies come with their first use.</summary>
    public void OnImport() => Resolver.Subscribe();

    /// <summary>Called by PowerShell on removal. What is loaded by then stays loaded: .NET cannot give it back.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo) => Resolver.Unsubscribe();
}
