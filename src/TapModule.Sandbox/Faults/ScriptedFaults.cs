using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Faults;

/// <summary>The faults that wait for their requests, in the order in which they were added.</summary>
internal sealed class ScriptedFaults(SandboxTenant tenant)
{
    private readonly List<Waiting> _waiting = [];
    private volatile int _count;

    public int Count => _count;

    public void Add(ScriptedFault fault)
    {
        lock (_waiting)
        {
            _waiting.Add(new(fault));
            _count = _waiting.Count;
        }
    }

    public void Clear()
    {
        lock (_waiting)
        {
            _waiting.Clear();
            _count = 0;
        }
    }

    /// <summary>The fault that strikes this request, if there is one; it counts as spent.</summary>
    public ScriptedFault? Take(GraphCall call)
    {
        if (_count == 0) return null;
        lock (_waiting)
        {
            foreach (var waiting in _waiting)
            {
                if (!waiting.Fault.Covers(call, tenant) || waiting.Skip-- > 0) continue;
                if (--waiting.Times <= 0) _waiting.Remove(waiting);
                _count = _waiting.Count;
                return waiting.Fault;
            }

            return null;
        }
    }

    private sealed class Waiting(ScriptedFault fault)
    {
        public ScriptedFault Fault { get; } = fault;

        public int Skip { get; set; } = fault.Skip;

        public int Times { get; set; } = fault.Times;
    }
}
