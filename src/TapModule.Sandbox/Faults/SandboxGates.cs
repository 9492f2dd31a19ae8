using System.Globalization;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Faults;

/// <summary>The gates of a simulated service.</summary>
public sealed class SandboxGates
{
    private readonly SandboxTenant _tenant;
    private readonly List<SandboxGate> _gates = [];
    private volatile int _count;
    private int _lastId;

    internal SandboxGates(SandboxTenant tenant)
    {
        _tenant = tenant;
    }

    /// <summary>Closes a gate: from now on matching requests and batch items are held before their work.</summary>
    /// <param name="match">Which requests.</param>
    /// <returns>The gate.</returns>
    public SandboxGate Hold(SandboxMatch match) => Hold(match, afterWork: false);

    /// <summary>Closes a gate.</summary>
    /// <param name="match">Which requests and batch items are held.</param>
    /// <param name="afterWork">Whether they are held after their work, just before the answer.</param>
    /// <returns>The gate.</returns>
    public SandboxGate Hold(SandboxMatch match, bool afterWork)
    {
        lock (_gates)
        {
            var gate = new SandboxGate(match, afterWork, (++_lastId).ToString(CultureInfo.InvariantCulture));
            _gates.Add(gate);
            _count = _gates.Count;
            return gate;
        }
    }

    /// <summary>Looks a gate up.</summary>
    /// <param name="id">The gate's name.</param>
    /// <returns>The gate, or null.</returns>
    public SandboxGate? Find(string id)
    {
        lock (_gates) return _gates.Find(gate => gate.Id == id);
    }

    /// <summary>Opens every gate for good.</summary>
    public void ReleaseAll()
    {
        SandboxGate[] all;
        lock (_gates) all = [.. _gates];
        foreach (var gate in all) gate.Release();
    }

    internal Task PassAsync(GraphCall call, bool afterWork, CancellationToken cancellationToken) =>
        _count == 0 ? Task.CompletedTask : PassClosedAsync(call, afterWork, cancellationToken);

    private async Task PassClosedAsync(GraphCall call, bool afterWork, CancellationToken cancellationToken)
    {
        SandboxGate[] inTheWay;
        lock (_gates) inTheWay = [.. _gates.Where(gate => gate.AfterWork == afterWork && gate.Match.Covers(call, _tenant))];
        foreach (var gate in inTheWay) await gate.PassAsync(cancellationToken).ConfigureAwait(false);
    }
}
