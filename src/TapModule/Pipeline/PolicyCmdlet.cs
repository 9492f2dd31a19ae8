using TapModule.Core.Errors;
using TapModule.Core.Policy;

namespace TapModule.Pipeline;

/// <summary>A command about the policy.</summary>
public abstract class PolicyCmdlet : ConnectedCmdlet
{
    private protected PolicyService Policy { get; private set; } = null!;

    /// <summary>What the token must have one of.</summary>
    private protected virtual string[] Permissions => PolicyPermissions.Read;

    private protected string Tenant => $"tenant {Connected.TenantId ?? Connected.GraphEndpoint.Host}";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        // A token that names no permission at all, as the sandbox's, tells nothing.
        if (Connected.Graph.Grants.Permissions.Count > 0 && Connected.Graph.Grants.HasAny(Permissions) == false)
        {
            throw Terminate(ErrorTable.Describe(
                TapReason.MissingPermission,
                $"The token has none of the permissions that this command needs ({string.Join(", ", Permissions)}). Nothing was sent.",
                advice: "Grant the application one of them with admin consent, and connect again. Get-TapContext shows what the token has."));
        }

        Policy = new PolicyService(Connected.Graph.Caller);
    }

    private protected static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => Environment.NewLine + "  " + line));
}
