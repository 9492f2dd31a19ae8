using TapModule.Core.Policy;

namespace TapModule.Cmdlets;

/// <summary>A command about the policy.</summary>
public abstract class PolicyCmdlet : ConnectedCmdlet
{
    private protected PolicyService Policy { get; private set; } = null!;

    private protected string Tenant => $"tenant {Connected.TenantId ?? Connected.GraphEndpoint.Host}";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Policy = new PolicyService(Connected.Graph.Requester);
    }

    private protected static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => Environment.NewLine + "  " + line));
}
