using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace TapModule.Core.Tests.Conventions;

/// <summary>The workflows, issue forms and sample pipelines can be read, and what they refer to exists. Whether they run, only their host can say.</summary>
public class WorkflowTests
{
    public static TheoryData<string> Files =>
        [.. new[] { ".github", "samples" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.yml", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path))];

    [Theory, MemberData(nameof(Files))]
    public void Every_script_that_is_run_is_there(string file)
    {
        foreach (var text in Read(file).AllNodes.OfType<YamlScalarNode>().Select(node => node.Value ?? ""))
        {
            foreach (Match script in Regex.Matches(text, @"\./[\w/-]+\.(?:ps1|csv)")) Assert.True(File.Exists(Path.Combine(Repository.Root, script.Value)), $"{file} runs {script.Value}");
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void Every_file_is_one_yaml_document(string file) => Assert.IsType<YamlMappingNode>(Read(file).RootNode);

    [Fact]
    public void Jobs_need_jobs_that_exist_and_have_a_time_limit()
    {
        var jobs = (YamlMappingNode)Read(".github/workflows/ci.yml").RootNode["jobs"];
        foreach (var (name, job) in jobs.Children)
        {
            Assert.True(job.AllNodes.Contains("timeout-minutes"), $"{name} has no time limit");
            if (!((YamlMappingNode)job).Children.TryGetValue("needs", out var needs)) continue;
            foreach (var needed in needs is YamlSequenceNode many ? many.Children : [needs]) Assert.Contains(needed, jobs.Children.Keys);
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void Actions_are_pinned_by_commit_and_say_which_version_that_is(string file)
    {
        foreach (Match action in Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, file)), @"uses: (.+)"))
        {
            Assert.Matches(@"^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", action.Groups[1].Value.TrimEnd());
        }
    }

    [Fact]
    public void Secrets_are_handed_over_by_environment_only()
    {
        foreach (var run in Read(".github/workflows/ci.yml").RootNode.AllNodes.OfType<YamlMappingNode>())
        {
            if (run.Children.TryGetValue("run", out var script)) Assert.DoesNotContain("${{", script.ToString(), StringComparison.Ordinal);
        }
    }

    private static YamlDocument Read(string file)
    {
        var stream = new YamlStream();
        using var reader = new StreamReader(Path.Combine(Repository.Root, file));
        stream.Load(reader);
        return Assert.Single(stream.Documents);
    }
}
