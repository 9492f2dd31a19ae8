using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace TapModule.Sandbox.Server.Control;

/// <summary>What a reset starts with. The demonstration tenant, unless a number of users is given.</summary>
internal sealed class ResetOptions
{
    public int? Users { get; set; }

    /// <summary>Where a clock stands that moves only by POST clock; if not given, the clock runs, and POST clock moves it besides.</summary>
    public DateTimeOffset? ManualClock { get; set; }

    public bool RecordRequests { get; set; } = true;

    public JsonElement? Policy { get; set; }

    public JsonElement? Behavior { get; set; }

    public JsonElement? Faults { get; set; }

    public JsonElement? Tokens { get; set; }

    public SandboxGraph CreateGraph()
    {
        TimeProvider clock = ManualClock is { } start ? new FakeTimeProvider(start) : new SandboxClock();
        var graph = new SandboxGraph(Users is { } count ? SandboxTenant.CreateWithUsers(count, clock) : SandboxTenant.CreateDemo(clock));
        graph.Record.RecordRequests = RecordRequests;
        if (Policy is { } policy) graph.Tenant.Policy = Changed(graph.Tenant.Policy, policy);
        if (Behavior is { } behavior) ControlJson.Merge(graph.Behavior, behavior);
        if (Faults is { } faults) ControlJson.Merge(graph.Faults, faults);
        if (Tokens is { } tokens) ControlJson.Merge(graph.Tokens, tokens);
        return graph;
    }

    public static SandboxPolicy Changed(SandboxPolicy policy, JsonElement change)
    {
        var copy = policy with { };
        ControlJson.Merge(copy, change);
        return copy;
    }
}
