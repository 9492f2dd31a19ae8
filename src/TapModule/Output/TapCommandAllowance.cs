namespace TapModule;

/// <summary>Whether the connection's token allows a command.</summary>
public sealed class TapCommandAllowance
{
    /// <summary>The command, with the parameter that makes a difference.</summary>
    public string Command { get; internal init; } = "";

    /// <summary>By the permissions that the token names; null where it names none.</summary>
    public bool? IsAllowed { get; internal init; }

    /// <summary>The smallest permission that the token lacks; null where it lacks none.</summary>
    public string? MissingPermission { get; internal init; }

    /// <summary>The directory role that a signed-in person needs as well; null for none, and for applications.</summary>
    public string? Role { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => IsAllowed switch { true => Command, false => $"{Command} (needs {MissingPermission ?? "a signed-in person"})", null => $"{Command} (unknown)" };
}
