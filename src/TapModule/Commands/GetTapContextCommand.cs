using System.Management.Automation;
using TapModule.Cmdlets;

namespace TapModule.Commands;

/// <summary>Tells who is connected to what, and with which permissions.</summary>
[Cmdlet(VerbsCommon.Get, "TapContext")]
[OutputType(typeof(TapContext))]
public sealed class GetTapContextCommand : ConnectedCmdlet
{
    private protected override string? RequiredPermission => null;

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
            SignInMethod = Connected.IsSandbox ? "Sandbox" : Connected.Graph.SignInName,
            ObjectId = grants.ObjectId,
            Environment = Connected.Environment,
            GraphEndpoint = Connected.GraphEndpoint,
            Permissions = grants.Permissions,
            Commands =
            [
                .. Connected.Graph.Allowances.Select(a => new TapCommandAllowance
                {
                    Command = a.Command,
                    IsAllowed = a.IsAllowed,
                    MissingPermission = a.MissingPermission,
                    Role = a.Role,
                }),
            ],
            ExpiresOn = grants.ExpiresOn,
        });
    }
}
