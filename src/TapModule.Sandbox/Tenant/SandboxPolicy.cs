namespace TapModule.Sandbox.Tenant;

/// <summary>
/// The tenant's Temporary Access Pass policy. It never changes: set a changed copy on <see cref="SandboxTenant.Policy"/>.
/// </summary>
public sealed record SandboxPolicy
{
    /// <summary>What DELETE goes back to: Microsoft's documented numbers, open to everybody, and switched off.</summary>
    public static SandboxPolicy Default { get; } = new() { State = SandboxPolicyState.Disabled };

    /// <summary>Whether passes may be created and used at all.</summary>
    public SandboxPolicyState State { get; init; }

    /// <summary>The lifetime in minutes of a pass whose request names none.</summary>
    public int DefaultLifetimeInMinutes { get; init; } = 60;

    /// <summary>The number of characters of new passes, 8 to 48.</summary>
    public int DefaultLength { get; init; } = 8;

    /// <summary>The shortest lifetime in minutes that may be asked for, 10 to 43200.</summary>
    public int MinimumLifetimeInMinutes { get; init; } = 60;

    /// <summary>The longest lifetime in minutes that may be asked for, 10 to 43200.</summary>
    public int MaximumLifetimeInMinutes { get; init; } = 480;

    /// <summary>True when every pass must be for one sign-in only.</summary>
    public bool IsUsableOnce { get; init; }

    /// <summary>Whom the policy covers.</summary>
    public IReadOnlyList<SandboxTarget> IncludeTargets { get; init; } = [new(SandboxTarget.AllUsers, false)];

    /// <summary>Whom it leaves out; this wins over the included ones.</summary>
    public IReadOnlyList<SandboxTarget> ExcludeTargets { get; init; } = [];
}

/// <summary>Whether an authentication method may be used, in Graph's words.</summary>
public enum SandboxPolicyState
{
    /// <summary>The method is on for the policy's targets.</summary>
    Enabled,

    /// <summary>The method is off for everybody.</summary>
    Disabled,
}

/// <summary>A group that the policy includes or excludes.</summary>
/// <param name="Id">The group's object id, or <see cref="AllUsers"/> in the included ones.</param>
/// <param name="IsRegistrationRequired">Kept and given back as it was written; only included targets have it on the wire.</param>
public sealed record SandboxTarget(string Id, bool IsRegistrationRequired)
{
    /// <summary>The reserved id that stands for everybody.</summary>
    public const string AllUsers = "all_users";
}
