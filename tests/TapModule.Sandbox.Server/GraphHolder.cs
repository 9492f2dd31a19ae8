namespace TapModule.Sandbox.Server;

/// <summary>The service that answers at the moment.</summary>
internal sealed class GraphHolder(SandboxGraph graph)
{
    private SandboxGraph _graph = graph;

    public SandboxGraph Graph
    {
        get => Volatile.Read(ref _graph);
        set
        {
            // Whoever waits at a gate of the former one must not wait for ever.
            Interlocked.Exchange(ref _graph, value).Gates.ReleaseAll();
        }
    }
}
