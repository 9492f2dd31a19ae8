using TapModule.Core.Tests.Support;

namespace TapModule.Core.Tests.Bulk;

/// <summary>A thousand rows through everything that can go wrong at once.</summary>
public sealed class StormTests
{
    [Theory]
    [InlineData(1, SandboxExistingPass.Replace)]
    [InlineData(2, SandboxExistingPass.Replace)]
    [InlineData(3, SandboxExistingPass.Refuse)]
    public async Task Nothing_is_lost(int seed, SandboxExistingPass existingPass)
    {
        await using var tenant = await TestTenant.StartAsync(users: 1000);
        var faults = tenant.Graph.Faults;
        faults.Seed = seed;
        faults.ServiceUnavailable.Probability = 0.03;
        faults.DropBeforeWork = 0.03;
        faults.DropAfterWork = 0.03;
        faults.CutShort = 0.02;
        faults.ShuffleItems = true;
        faults.LatencyInMilliseconds = 5;
        faults.JitterInMilliseconds = 10;
        faults.TooManyRequests.Probability = 0.05;
        tenant.Graph.Behavior.ExistingPass = existingPass;
        var rows = tenant.Rows(1000);

        var outcomes = tenant.Issue(rows);

        tenant.AssertNothingLost(rows, outcomes);
        Assert.Empty(outcomes.Where(o => o.Pass is null).Select(o => $"{o.RowNumber}: {o.Error}"));
        Assert.Equal(1, tenant.Graph.Record.Counters.MaxConcurrentItemsPerUser);
    }
}
