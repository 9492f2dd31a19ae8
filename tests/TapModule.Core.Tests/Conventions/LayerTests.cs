namespace TapModule.Core.Tests.Conventions;

/// <summary>Who may know whom. Read from the built assemblies, for both targets.</summary>
public class LayerTests
{
    private static readonly string[] Doors = ["TapModule.Core", "TapModule.Sandbox"];

    public static TheoryData<string> Frameworks => ["net8.0", "netstandard2.0"];

    [Theory, MemberData(nameof(Frameworks))]
    public void Core_knows_neither_PowerShell_nor_the_sandbox(string framework)
    {
        var references = ReferencesOf("TapModule.Core", framework);

        Assert.DoesNotContain("System.Management.Automation", references);
        Assert.DoesNotContain("TapModule.Sandbox", references);
        Assert.DoesNotContain("TapModule", references);
    }

    [Theory, MemberData(nameof(Frameworks))]
    public void Sandbox_knows_neither_PowerShell_nor_Core(string framework)
    {
        var references = ReferencesOf("TapModule.Sandbox", framework);

        Assert.DoesNotContain("System.Management.Automation", references);
        Assert.DoesNotContain("TapModule.Core", references);
        Assert.DoesNotContain("TapModule", references);
    }

    /// <summary>TapModule.dll stands outside the load context: a package that it named would be looked for in the host.</summary>
    [Theory, MemberData(nameof(Frameworks))]
    public void Cmdlets_name_no_package(string framework)
    {
        var packages = Dependencies(framework).Except(Doors);

        Assert.Empty(ReferencesOf("TapModule", framework).Intersect(packages));
    }

    /// <summary>
    /// We ship a System.Text.Json and a DiagnosticSource of our own, and the runtime's assemblies are compiled against theirs. A member
    /// of the runtime with such a type in its signature (System.Net.Http.Json has nothing else) is not found: MissingMethodException.
    /// </summary>
    [Fact]
    public void No_type_of_a_shipped_package_is_handed_to_the_runtime()
    {
        var shipped = Dependencies("net8.0").ToHashSet();
        foreach (var path in Directory.GetFiles(BuiltAssembly.Folder("TapModule", "net8.0"), "*.dll"))
        {
            using var assembly = new BuiltAssembly(path);
            var crossing = assembly.ForeignSignatures()
                .Where(use => !shipped.Contains(use.Owner) && use.Owner != assembly.Name && shipped.Contains(use.TypeFrom))
                .Select(use => $"{assembly.Name} uses {use.Owner}'s {use.Member} with a type of {use.TypeFrom}");
            Assert.Empty(crossing);
        }
    }

    private static string[] ReferencesOf(string project, string framework)
    {
        using var assembly = new BuiltAssembly(Path.Combine(BuiltAssembly.Folder(project, framework), project + ".dll"));
        return [.. assembly.References];
    }

    private static IEnumerable<string> Dependencies(string framework) =>
        Directory.GetFiles(BuiltAssembly.Folder("TapModule", framework), "*.dll")
            .Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Where(name => name != "TapModule");
}
