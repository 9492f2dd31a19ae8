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
        var packages = Dependencies(framework).Except(Doors).Except(["TapModule.Contracts"]);

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

    /// <summary>Decision 1: what is used of Microsoft.Graph.Core is called, and what breaks the module's promises is not even named.</summary>
    [Theory, MemberData(nameof(Frameworks))]
    public void Requests_go_through_the_factory_of_Graph_Core_with_none_of_its_handlers(string framework)
    {
        using var core = new BuiltAssembly(Path.Combine(BuiltAssembly.Folder("TapModule.Core", framework), "TapModule.Core.dll"));

        Assert.Contains("Microsoft.Graph.GraphClientFactory.Create", core.ForeignMembers);
        Assert.Contains("Microsoft.Kiota.Http.HttpClientLibrary.Extensions.HttpRequestMessageExtensions.GetRequestOption", core.ForeignMembers);
        Assert.DoesNotContain(
            core.ForeignTypes,
            type => type.EndsWith("RetryHandler", StringComparison.Ordinal) || type.EndsWith("RedirectHandler", StringComparison.Ordinal) || type.EndsWith("TelemetryHandler", StringComparison.Ordinal)
                || type.EndsWith("UserAgentHandler", StringComparison.Ordinal) || type.EndsWith("AuthorizationHandler", StringComparison.Ordinal) || type.Contains("BatchRe", StringComparison.Ordinal) && type.StartsWith("Microsoft.", StringComparison.Ordinal)
                || type.EndsWith("PageIterator`2", StringComparison.Ordinal) || type.EndsWith("ITokenValidableExtension", StringComparison.Ordinal));
    }

    [Fact]
    public void The_request_core_names_no_type_of_Azure() =>
        Assert.DoesNotContain(Directory.GetFiles(Path.Combine(Repository.Root, "src", "TapModule.Core", "Graph"), "*.cs"), file => File.ReadAllText(file).Contains("using Azure", StringComparison.Ordinal));

    /// <summary>What TapModule.csproj leaves out, and why, is written there. Nothing else that is named may be missing.</summary>
    [Theory, MemberData(nameof(Frameworks))]
    public void Only_what_is_left_out_on_purpose_is_named_and_does_not_ship(string framework)
    {
        var project = File.ReadAllText(Path.Combine(Repository.Root, "src", "TapModule", "TapModule.csproj"));
        var shipped = Dependencies(framework).ToHashSet();
        foreach (var path in Directory.GetFiles(BuiltAssembly.Folder("TapModule", framework), "*.dll"))
        {
            using var assembly = new BuiltAssembly(path);
            foreach (var name in assembly.References.Where(name => name.StartsWith("Microsoft.", StringComparison.Ordinal) || name.StartsWith("Azure.", StringComparison.Ordinal) || name.StartsWith("Std.", StringComparison.Ordinal)))
                Assert.True(shipped.Contains(name) || name.StartsWith("Microsoft.Win32", StringComparison.Ordinal) || name == "Microsoft.CSharp" || project.Contains(name, StringComparison.Ordinal), $"{assembly.Name} names {name}");
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
