using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace TapModule.State;

/// <summary>
/// The connection of each runspace. Not a static field: parallel runspaces would disturb each other. Not thread-static either:
/// a runspace can change threads. It goes when the runspace does.
/// </summary>
internal static class RunspaceState
{
    private static readonly ConditionalWeakTable<Runspace, Holder> Table = new();

    public static TapConnection? Connection
    {
        get => Current?.Connection;
        set
        {
            if (Current is { } holder) holder.Connection = value;
        }
    }

    private static Holder? Current => Runspace.DefaultRunspace is { } runspace ? Table.GetOrCreateValue(runspace) : null;

    private sealed class Holder
    {
        public TapConnection? Connection { get; set; }
    }
}
