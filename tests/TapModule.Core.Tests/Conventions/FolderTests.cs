namespace TapModule.Core.Tests.Conventions;

/// <summary>
/// Which folder may know which. A folder is a namespace; the arrows are read from the built assembly, method bodies included, for both
/// targets. A use that the compiler leaves no trace of (a constant's value, <c>nameof</c>) is not seen.
/// </summary>
public class FolderTests
{
    public static TheoryData<string, string> WithoutCircles => new()
    {
        { "TapModule.Core", "net8.0" },
        { "TapModule.Core", "netstandard2.0" },
        { "TapModule", "net8.0" },
        { "TapModule", "netstandard2.0" },
        { "TapModule.Sandbox", "net8.0" },
        { "TapModule.Sandbox", "netstandard2.0" },
    };

    /// <summary>The folders of an assembly, from the lowest floor up. A folder uses lower floors only, never a neighbour.</summary>
    public static TheoryData<string, string, string[]> Floors => new()
    {
        { "TapModule.Core", "net8.0", CoreFloors },
        { "TapModule.Core", "netstandard2.0", CoreFloors },
        { "TapModule", "net8.0", CmdletFloors },
        { "TapModule", "netstandard2.0", CmdletFloors },
        { "TapModule.Sandbox", "net8.0", SandboxFloors },
        { "TapModule.Sandbox", "netstandard2.0", SandboxFloors },
    };

    /// <summary>Floors, the lowest first; the neighbours of a floor are separated by blanks. The empty name is the project's own folder.</summary>
    private static string[] CoreFloors =>
    [
        "Text Diagnostics", "Errors", "Throttling Files SignIn.Methods", "SignIn", "SignIn.Tokens", "SignIn.Permissions SignIn.Credentials", "Graph Handover Reports",
        "Handover.Slips", "Bulk Connections", "Passes Policy Users", "Journal", "Runs", "Preflight", "",
    ];

    /// <summary>The models of the pipeline are in the project's own namespace, for their names are what scripts see.</summary>
    private static string[] CmdletFloors => ["Loading ", "Errors", "Output", "State SignIn", "Binding", "Cmdlets", "Commands"];

    private static string[] SandboxFloors => ["Tenant", "Wire", "Faults Recording Tokens", "OData", "Routes", "Batch", ""];

    [Theory, MemberData(nameof(WithoutCircles))]
    public void No_folders_use_each_other_in_a_circle(string project, string framework) =>
        Assert.Equal("", string.Join(Environment.NewLine, FolderUse.Circles(UsesOf(project, framework))));

    [Theory, MemberData(nameof(Floors))]
    public void A_folder_uses_only_lower_floors(string project, string framework, string[] floors) =>
        Assert.Equal("", string.Join(Environment.NewLine, FolderUse.OffFloor(UsesOf(project, framework), project, floors)));

    /// <summary>The test of the test: two namespaces that know each other by a field here and by a line of code there.</summary>
    [Fact]
    public void A_circle_is_found_although_only_a_method_body_closes_it()
    {
        using var tests = new BuiltAssembly(typeof(FolderTests).Assembly.Location);
        FolderUse[] uses = [.. tests.NamespaceUses().Where(use => use.From.Contains("SampleFolders", StringComparison.Ordinal))];

        const string here = "TapModule.Core.Tests.Conventions.SampleFolders";
        Assert.Equal(
            [$"{here}.Left.Holder uses {here}.Right.Worker", $"{here}.Right.Worker uses {here}.Left.Holder"],
            Assert.Single(FolderUse.Circles(uses)).Split(Environment.NewLine));
    }

    [Fact]
    public void A_longer_circle_is_one_and_a_tree_is_none()
    {
        FolderUse[] uses = [new("a", "b", "A", "B"), new("b", "c", "B", "C"), new("c", "a", "C", "A"), new("top", "a", "T", "A")];

        Assert.Single(FolderUse.Circles(uses));
        Assert.Empty(FolderUse.Circles(uses.Where(use => use.From != "c")));
    }

    [Fact]
    public void A_neighbour_a_higher_floor_and_an_unknown_folder_are_off_the_floor()
    {
        FolderUse[] uses =
        [
            new("P.Low", "P.Beside", "A", "B"), new("P.Low", "P.High", "A", "C"), new("P.High", "P.Low", "C", "A"), new("P.High", "P.New", "C", "D"),
        ];

        Assert.Equal(["A uses B", "A uses C", "C uses D"], FolderUse.OffFloor(uses, "P", ["Low Beside", "High"]).Select(line => line.Split(':')[0]));
    }

    private static FolderUse[] UsesOf(string project, string framework)
    {
        using var assembly = new BuiltAssembly(Path.Combine(BuiltAssembly.Folder(project, framework), project + ".dll"));
        return [.. assembly.NamespaceUses()];
    }
}
