using TapModule.Core.Connections;
using TapModule.Sandbox;

namespace TapModule;

/// <summary>
/// A connection to one tenant, as <c>Connect-TapGraph -PassThru</c> gives it. Safe to share between runspaces. Shows no token.
/// </summary>
public sealed class TapConnection
{
    internal TapConnection(GraphConnection graph, SandboxSession? sandbox = null, string? sandboxPath = null)
    {
        Graph = graph;
        SandboxSession = sandbox;
        Sandbox = sandbox is null ? null : new TapSandbox(sandbox, sandboxPath);
    }

    /// <summary>The tenant's id; null if the token did not tell.</summary>
    public string? TenantId => Graph.Grants.TenantId;

    /// <summary>The signed-in person or application; null if the token did not tell.</summary>
    public string? Account => Graph.Grants.Account;

    /// <summary>The cloud: Global, USGov, USGovDoD; Sandbox for the built-in tenant.</summary>
    public string Environment => Sandbox is null ? Graph.Cloud.Name : "Sandbox";

    /// <summary>Where requests go, and the token with them.</summary>
    public Uri GraphEndpoint => Graph.GraphEndpoint;

    /// <summary>Whether it is the built-in tenant.</summary>
    public bool IsSandbox => Sandbox is not null;

    /// <summary>The built-in tenant as it is now, with the mail that was sent; null for a connection to a real one.</summary>
    public TapSandbox? Sandbox { get; }

    internal GraphConnection Graph { get; }

    internal SandboxSession? SandboxSession { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Environment} {TenantId} {Account}".TrimEnd();
}
