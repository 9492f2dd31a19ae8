namespace TapModule;

/// <summary>A user, made to be piped into the other commands. Null means that the caller's rights do not show it.</summary>
public sealed class TapUser
{
    /// <summary>The object id; what the other commands take as user.</summary>
    public string UserId => Id;

    /// <summary>The object id.</summary>
    public string Id { get; internal init; } = "";

    /// <summary>The sign-in name.</summary>
    public string? UserPrincipalName { get; internal init; }

    /// <summary>The name that people see.</summary>
    public string? DisplayName { get; internal init; }

    /// <summary>The mail address.</summary>
    public string? Mail { get; internal init; }

    /// <summary>False for an account that may not sign in.</summary>
    public bool? AccountEnabled { get; internal init; }

    /// <summary>Member or Guest.</summary>
    public string? UserType { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => UserPrincipalName ?? Id;
}
