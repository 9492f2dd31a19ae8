using System.Management.Automation;
using TapModule.Core.Errors;
using TapModule.State;

namespace TapModule.Cmdlets;

/// <summary>A command that talks to Graph.</summary>
public abstract class ConnectedCmdlet : TapCmdlet
{
    /// <summary>The connection to use; without it, the one that this runspace's Connect-TapGraph made.</summary>
    [Parameter]
    [ValidateNotNull]
    public TapConnection? Connection { get; set; }

    private protected TapConnection Connected { get; private set; } = null!;

    /// <summary>
    /// What the command does, as Core's table of permissions names it: its own name, or with the parameter that makes a difference. Null
    /// where nothing is needed.
    /// </summary>
    private protected virtual string? RequiredPermission => MyInvocation.MyCommand.Name;

    /// <summary>Finds the connection; without one, or with a token that cannot serve the command, the command ends before anything is sent.</summary>
    protected override void BeginProcessing()
    {
        Connected = Connection ?? RunspaceState.Connection
            ?? throw Terminate(ErrorTable.Describe(TapErrorId.NotConnected, "There is no connection to a tenant."));
        if (Connected.Graph.IsClosed) throw Terminate(ErrorTable.Describe(TapErrorId.NotConnected, "The connection was closed."));
        if (RequiredPermission is { } need && Connected.Graph.Refusal(need) is { } refusal) throw Terminate(refusal);
    }
}
