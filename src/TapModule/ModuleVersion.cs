namespace TapModule.State;

/// <summary>The module's version, as the build took it from the manifest.</summary>
internal static class ModuleVersion
{
    public static string Text { get; } = typeof(ModuleVersion).Assembly.GetName().Version!.ToString(3);
}
