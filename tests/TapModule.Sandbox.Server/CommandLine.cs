using System.Globalization;

namespace TapModule.Sandbox.Server;

/// <summary>The executable's arguments, each a name and a value.</summary>
internal sealed class CommandLine
{
    /// <summary>The port; 0 for any that is free.</summary>
    public int Port { get; private init; }

    /// <summary>The process with which this one ends; without it, this one ends with its standard input.</summary>
    public int? Parent { get; private init; }

    /// <summary>The number of users of a tenant for load; without it, the demonstration tenant.</summary>
    public int? Users { get; private init; }

    public static CommandLine Parse(string[] arguments)
    {
        int? Number(string name)
        {
            var index = Array.IndexOf(arguments, name);
            if (index < 0) return null;
            return int.Parse(arguments.ElementAtOrDefault(index + 1) ?? "", NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return new() { Port = Number("--port") ?? 0, Parent = Number("--parent"), Users = Number("--users") };
    }
}
