using System.Management.Automation;
using TapModule.Cmdlets;
using TapModule.State;

namespace TapModule.Commands;

/// <summary>Forgets a connection, its token and its sockets.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "TapGraph")]
public sealed class DisconnectTapGraphCommand : TapCmdlet
{
    /// <summary>The connection to close; without it, this runspace's.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public TapConnection? Connection { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var connection = Connection ?? RunspaceState.Connection;
        if (connection is null)
        {
            WriteVerbose("There is no connection.");
            return;
        }

        connection.Graph.Dispose();
        connection.SandboxSession?.Dispose();
        if (ReferenceEquals(connection, RunspaceState.Connection)) RunspaceState.Connection = null;
    }
}
