using System.Management.Automation;
using TapModule.Pipeline;

namespace TapModule.Commands;

/// <summary>Tells who is connected to what, and with which permissions.</summary>
[Cmdlet(VerbsCommon.Get, "TapContext")]
[OutputType(typeof(TapContext))]
public sealed class GetTapContextCommand : ConnectedCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var grants = Connected.Graph.Grants;
        WriteObject(new TapContext
        {
            TenantId = grants.TenantId,
            Account = grants.Account,
            ClientId = grants.ClientId,
            AuthType = grants.IsAppOnly switch { true => "AppOnly", false => "Delegated", null => "Unknown" },
            Environment = Connected.Environment,
            GraphEndpoint = Connected.GraphEndpoint,
            Permissions = grants.Permissions,
            ExpiresOn = grants.ExpiresOn,
        });
    }
}
