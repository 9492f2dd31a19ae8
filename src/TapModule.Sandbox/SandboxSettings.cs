using TapModule.Sandbox.Tenant;

namespace TapModule.Sandbox;

/// <summary>What can be set of a tenant to rehearse in. It never changes: set a changed copy on <see cref="SandboxSession.Settings"/>.</summary>
public sealed record SandboxSettings
{
    /// <summary>The permissions of the caller's token.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>Whether the caller is an application and no person.</summary>
    public bool IsApplication { get; init; }

    /// <summary>The caller's directory roles.</summary>
    public SandboxCallerRoles Roles { get; init; }

    /// <summary>The administrative unit, by object id, to which the roles are limited; null for the whole tenant.</summary>
    public Guid? AdministrativeUnit { get; init; }

    /// <summary>How many numbered users there are beside the people of the demonstration tenant.</summary>
    public int NumberedUsers { get; init; }

    /// <summary>How many requests a second are granted; null for no limit.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>How many messages a minute are granted; null for no limit.</summary>
    public int? MailsPerMinute { get; init; }

    /// <summary>How long a request takes.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The share of requests that are answered 503 with nothing done, 0 to 1.</summary>
    public double ErrorShare { get; init; }

    /// <summary>The share of HTTP requests whose connection is lost after the work was done, 0 to 1.</summary>
    public double LostShare { get; init; }

    /// <summary>How far the tenant's clock is ahead of the system's.</summary>
    public TimeSpan ClockOffset { get; init; }
}
