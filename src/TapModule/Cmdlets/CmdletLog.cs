using System.Collections.Concurrent;
using System.Management.Automation;
using TapModule.Core.Diagnostics;

namespace TapModule.Cmdlets;

/// <summary>
/// Takes remarks from any thread and writes them when the pipeline thread comes by: only that thread may write. What nobody asked
/// to see is not kept.
/// </summary>
internal sealed class CmdletLog(Cmdlet cmdlet, bool isVerbose, bool isDebug) : ITapLog
{
    private readonly ConcurrentQueue<Action> _remarks = new();

    public void Verbose(string message)
    {
        if (isVerbose) _remarks.Enqueue(() => cmdlet.WriteVerbose(message));
    }

    public void Debug(string message)
    {
        if (isDebug) _remarks.Enqueue(() => cmdlet.WriteDebug(message));
    }

    public void Warning(string message) => _remarks.Enqueue(() => cmdlet.WriteWarning(message));

    /// <summary>An instruction that the person must see at once, such as a device code: to the host, past every preference.</summary>
    public void Show(string message) => _remarks.Enqueue(() => cmdlet.WriteInformation(new HostInformationMessage { Message = message }, ["PSHOST"]));

    /// <summary>Writes what has come. Pipeline thread only.</summary>
    public void Write()
    {
        while (_remarks.TryDequeue(out var write)) write();
    }
}
