using TapModule.Sandbox.Tests.Support;

namespace TapModule.Sandbox.Tests;

public sealed class GateTests() : WireTests(Door.Http)
{
    [Fact]
    public async Task A_gate_holds_requests_until_it_is_opened()
    {
        var gate = Graph.Gates.Hold(new() { Method = "POST", PathContains = "temporaryAccessPassMethods" });

        var held = new[] { "megan.bowen", "adele.vance", "lynne.robbins" }.Select(name => CreateAsync(name)).ToArray();
        await gate.WaitForAsync(3);
        Assert.Equal(200, (await GetAsync("/v1.0/me")).Status);
        Assert.Equal((3, 0), (gate.Waiting, Tenant.PassesIssued));

        Assert.Equal(1, gate.Release(1));
        Assert.Equal(201, (await await Task.WhenAny(held)).Status);
        Assert.Equal((2, 1), (gate.Waiting, Tenant.PassesIssued));

        gate.Release();
        Assert.All(await Task.WhenAll(held), answer => Assert.Equal(201, answer.Status));
        Assert.Equal(201, (await CreateAsync("miriam.graham")).Status);
    }

    [Fact]
    public async Task A_gate_can_hold_the_answer_of_work_that_is_done()
    {
        var gate = Graph.Gates.Hold(new() { User = Upn("megan.bowen") }, afterWork: true);

        var held = CreateAsync("megan.bowen");
        await gate.WaitForAsync(1);

        Assert.NotNull(Tenant.CurrentPass(Upn("megan.bowen")));
        gate.Release();
        Assert.Equal(201, (await held).Status);
    }

    [Fact]
    public async Task A_held_item_holds_its_batch_and_no_other()
    {
        var gate = Graph.Gates.Hold(new() { User = Upn("megan.bowen") });

        var held = CreateBatchAsync("adele.vance", "megan.bowen");
        await gate.WaitForAsync(1);
        Assert.Equal([201], (await CreateBatchAsync("lynne.robbins")).Statuses);
        Assert.False(held.IsCompleted);

        gate.Release();
        Assert.Equal([201, 201], (await held).Statuses);
    }

    [Fact]
    public async Task Batches_can_be_held_as_a_whole()
    {
        var gate = Graph.Gates.Hold(new() { PathContains = "$batch" });

        var held = CreateBatchAsync("adele.vance", "megan.bowen");
        await gate.WaitForAsync(1);
        Assert.Equal((1, 0), (gate.Waiting, Graph.Record.Counters.Items));

        gate.Release();
        Assert.Equal([201, 201], (await held).Statuses);
    }

    [Fact]
    public async Task Who_gives_up_no_longer_waits()
    {
        var gate = Graph.Gates.Hold(new());
        using var patience = new CancellationTokenSource();

        var held = Client.GetAsync("/v1.0/me", patience.Token);
        await gate.WaitForAsync(1);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);

        var next = GetAsync("/v1.0/me");
        await gate.WaitForAsync(1);
        gate.Release();
        Assert.Equal(200, (await next).Status);
    }

    [Fact]
    public async Task Waiting_for_requests_that_do_not_come_can_be_given_up()
    {
        var gate = Graph.Gates.Hold(new());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gate.WaitForAsync(1, new CancellationToken(canceled: true)));
    }
}
