using System.Text.Json;
using System.Text.RegularExpressions;

namespace TapModule.Core.Tests.Conventions;

/// <summary>A version has one home, and whatever else names it names the same.</summary>
public class VersionTests
{
    /// <summary>The oldest PowerShell that is promised.</summary>
    private const string Oldest = "7.4";

    /// <summary>The PowerShell that the project brings along, which the tests run in.</summary>
    private static readonly string PowerShell =
        JsonDocument.Parse(Read(".config/dotnet-tools.json")).RootElement.GetProperty("tools").GetProperty("powershell").GetProperty("version").GetString()!;

    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("build.sh")]
    [InlineData("build.ps1")]
    [InlineData("TapModule.psm1")]
    [InlineData("docs/decisions/0004-netstandard2.0.md")]
    [InlineData("docs/ARCHITECTURE.md")]
    public void The_PowerShell_that_a_page_names_is_the_oldest_promised_or_the_one_that_is_tested(string file)
    {
        // What is refused is named too: "PowerShell 7.0 to 7.3".
        var named = Regex.Matches(Read(file), @"PowerShell (7\.\d+(?:\.\d+)?)(?! to )").Select(m => m.Groups[1].Value);

        Assert.All(named, version => Assert.Contains(version, new[] { Oldest, PowerShell }));
    }

    [Fact]
    public void The_readme_names_both() => Assert.All(
        new[] { $"PowerShell {Oldest} and later", $"PowerShell {PowerShell}" },
        text => Assert.Contains(text, Read("README.md"), StringComparison.Ordinal));

    [Fact]
    public void The_workflow_tests_the_oldest_and_the_one_that_the_project_brings()
    {
        var versions = Regex.Match(Read(".github/workflows/ci.yml"), @"powershell: \[(.+)\]").Groups[1].Value;

        Assert.Equal($"\"{Oldest}.*\", \"{PowerShell}\"", versions);
    }

    [Fact]
    public void The_debugger_starts_the_PowerShell_that_the_project_brings()
    {
        var programs = Regex.Matches(Read(".vscode/launch.json"), @"/powershell/([\d.]+)/").Select(m => m.Groups[1].Value);

        Assert.Equal([PowerShell, PowerShell], programs);
    }

    [Fact]
    public void The_development_container_has_the_SDK_that_the_project_asks_for()
    {
        var sdk = JsonDocument.Parse(Read("global.json")).RootElement.GetProperty("sdk").GetProperty("version").GetString()!;
        var image = Regex.Match(Read(".devcontainer/devcontainer.json"), @"dotnet:([\d.]+)""").Groups[1].Value;

        Assert.StartsWith(image + ".", sdk, StringComparison.Ordinal);
    }

    [Fact]
    public void No_project_names_the_version_of_a_package() => Assert.All(
        Directory.GetFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories),
        project => Assert.DoesNotMatch(@"<PackageReference[^>]* Version=", File.ReadAllText(project)));

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));
}
