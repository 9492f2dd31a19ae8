using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TapModule.Core.Policy;

namespace TapModule.Core.Tests.Policy;

public class PolicyChangesPropertyTests
{
    private static readonly SandboxTenant Demo = SandboxTenant.CreateDemo();
    private static readonly string[] GroupNames = ["Engineering", "Support", "Sales", "New hires 2026"];

    /// <summary>Each group by name and by id.</summary>
    private static readonly Dictionary<string, string> Ids = GroupNames
        .SelectMany(name => new[] { name, IdOf(name) }, (name, text) => (text, id: IdOf(name)))
        .Append((text: "all_users", id: "all_users"))
        .ToDictionary(g => g.text, g => g.id);

    [Fact]
    public async Task Any_sequence_of_changes_leaves_what_the_named_changes_give_and_sends_nothing_else()
    {
        await using var bench = await PolicyBench.StartAsync();
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60),
            Prop.ForAll(Arb.From(Changes.ListOf(), Shorter), changes => HoldsAsync(bench, [.. changes]).GetAwaiter().GetResult()));
    }

    private static Gen<int?> Lifetime => Gen.Frequency(
        (12, Gen.Constant((int?)null)),
        (5, Gen.Elements<int?>(10, 30, 60, 120, 480, 1440, 43200)),
        (1, Gen.Elements<int?>(9, 43201)));

    private static Gen<PolicyChange> Changes =>
        from state in Gen.Elements(null, null, "enabled", "Disabled")
        from usual in Lifetime
        from least in Lifetime
        from most in Lifetime
        from length in Gen.Elements<int?>(null, null, null, null, 8, 12, 20, 48, 7, 49)
        from once in Gen.Elements<bool?>(null, null, true, false)
        from include in Targets([.. Ids.Keys])
        from exclude in Targets([.. Ids.Keys.Where(k => k != "all_users")])
        select new PolicyChange
        {
            State = state?.ToLowerInvariant(),
            DefaultLifetimeInMinutes = usual,
            MinimumLifetimeInMinutes = least,
            MaximumLifetimeInMinutes = most,
            DefaultLength = length,
            IsUsableOnce = once,
            IncludeTargets = include,
            ExcludeTargets = exclude,
        };

    private static Gen<TargetChange?> Targets(string[] texts) =>
        from kind in Gen.Elements("", "", "replace", "change")
        from some in Gen.SubListOf(texts)
        from others in Gen.SubListOf(texts)
        select kind switch
        {
            "" => null,
            "replace" => new TargetChange { Replace = [.. some.Select(t => new WantedTarget(t))] },
            _ => new TargetChange
            {
                Add = [.. some.Select(t => new WantedTarget(t))],
                // The same group on both sides is refused, which is another test.
                Remove = [.. others.Where(o => !some.Any(s => Ids[s] == Ids[o])).Select(t => new WantedTarget(t))],
            },
        };

    private static IEnumerable<List<PolicyChange>> Shorter(List<PolicyChange> changes) =>
        Enumerable.Range(0, changes.Count).Select(i => changes.Where((_, index) => index != i).ToList());

    private static async Task<bool> HoldsAsync(PolicyBench bench, PolicyChange[] changes)
    {
        bench.Graph.Tenant.Policy = new SandboxPolicy();
        foreach (var change in changes)
        {
            bench.Graph.Record.Clear();
            var before = PolicyModel.Of(bench.Graph.Tenant.Policy);
            var expected = before.After(change, text => Ids[text]);
            if (expected is null)
            {
                Assert.Equal(TapErrorId.InvalidPolicy, (await bench.FailsAsync(change)).Reason);
                expected = before;
            }
            else
            {
                await bench.SetAsync(change);
            }

            Assert.Equal(expected.Values, PolicyModel.Of(bench.Graph.Tenant.Policy).Values);
            Assert.Equal(
                before.Values.Where(v => expected.Values[v.Key] != v.Value).Select(v => v.Key).Order(),
                bench.PatchBodies.SelectMany(PropertiesOf).Order());
        }

        return true;
    }

    private static IEnumerable<string> PropertiesOf(string? body)
    {
        using var json = JsonDocument.Parse(body!);
        return json.RootElement.EnumerateObject().Select(p => p.Name).Where(name => name != "@odata.type").ToList();
    }

    private static string IdOf(string name) => Demo.Groups.Single(g => g.DisplayName == name).Id.ToString();
}
