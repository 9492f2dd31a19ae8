using TapModule.Core.Connections;
using TapModule.Sandbox.Tenant;

namespace TapModule;

/// <summary>
/// A connection to one tenant, as <c>Connect-TapGraph -PassThru</c> gives it. Safe to share between runspaces. Shows no token.
/// </summary>
public sealed class TapConnection
{
    internal TapConnection(GraphConnection graph, SandboxTenant? sandbox = null)
    {
        Graph = graph;
        Sandbox = sandbox;
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

    internal GraphConnection Graph { get; }

    internal SandboxTenant? Sandbox { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Environment} {TenantId} {Account}".TrimEnd();
}
