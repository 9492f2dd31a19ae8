using System.Management.Automation;
using TapModule.Core.Errors;
using TapModule.State;

namespace TapModule.Pipeline;

/// <summary>A command that talks to Graph.</summary>
public abstract class ConnectedCmdlet : TapCmdlet
{
    /// <summary>The connection to use; without it, the one that this runspace's Connect-TapGraph made.</summary>
    [Parameter]
    [ValidateNotNull]
    public TapConnection? Connection { get; set; }

    private protected TapConnection Connected { get; private set; } = null!;

    /// <summary>Finds the connection; without one the command ends.</summary>
    protected override void BeginProcessing()
    {
        Connected = Connection ?? RunspaceState.Connection
            ?? throw Terminate(ErrorTable.Describe(TapReason.NotConnected, "There is no connection to a tenant."));
        if (Connected.Graph.IsClosed) throw Terminate(ErrorTable.Describe(TapReason.NotConnected, "The connection was closed."));
    }
}
