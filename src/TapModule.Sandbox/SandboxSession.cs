using TapModule.Sandbox.Tenant;

namespace TapModule.Sandbox;

/// <summary>
/// The demonstration tenant to rehearse in: its settings, its time, and the token of the one who is connected. With a file it is kept from one
/// session to the next, to the last answered request, however the process ends. Safe for use from several threads.
/// </summary>
public sealed class SandboxSession : IDisposable
{
    private readonly object _sync = new();
    private readonly SandboxClock _clock = new();
    private readonly SandboxStore? _store;
    private SandboxSettings _settings;
    private IReadOnlyList<string>? _ownRoles;

    /// <summary>Makes a tenant, or opens the one that a file holds.</summary>
    /// <param name="settings">What to begin with; a file that holds a tenant holds its settings too, and these do not count.</param>
    /// <param name="file">A file to keep the tenant in, for reading and writing, empty for a new one. It is closed with the session. Null for none.</param>
    /// <exception cref="InvalidDataException">The file holds something else, or a line of it cannot be read.</exception>
    public SandboxSession(SandboxSettings settings, Stream? file = null)
    {
        _store = file is null ? null : new SandboxStore(file);
        var tenant = SandboxTenant.CreateDemo(_clock, _store?.TenantId);
        Graph = new SandboxGraph(tenant);
        Graph.Record.RecordRequests = false;
        Graph.Tokens.RequireIssued = true;
        _settings = _store?.Settings ?? settings;
        Apply(_settings);
        _store?.Attach(tenant, _settings);
    }

    /// <summary>The service in front of the tenant.</summary>
    public SandboxGraph Graph { get; }

    /// <summary>The tenant's time.</summary>
    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>How far the tenant's clock is ahead of the system's.</summary>
    public TimeSpan ClockOffset => _clock.Offset;

    /// <summary>The settings. Setting others makes the tokens of a caller who changed invalid.</summary>
    public SandboxSettings Settings
    {
        get
        {
            lock (_sync) return _settings;
        }
        set
        {
            lock (_sync)
            {
                var isSameCaller = value.IsApplication == _settings.IsApplication && value.Roles == _settings.Roles
                    && value.AdministrativeUnit == _settings.AdministrativeUnit && value.Permissions.SequenceEqual(_settings.Permissions);
                _store?.Save(value);
                Apply(value);
                _settings = value;
                if (!isSameCaller) Graph.Tokens.RevokeAll();
            }
        }
    }

    /// <summary>A token for the caller whom the settings describe, good for an hour by the tenant's clock.</summary>
    /// <returns>The token.</returns>
    public string IssueToken()
    {
        var settings = Settings;
        return Graph.Tokens.Issue(new()
        {
            IsApplication = settings.IsApplication,
            Scopes = settings.IsApplication ? [] : settings.Permissions,
            Roles = settings.IsApplication ? settings.Permissions : [],
            DirectoryRoles = settings.Roles,
            AdministrativeUnit = settings.AdministrativeUnit,
        });
    }

    /// <summary>Lets time pass, in the course of which users sign in with their passes.</summary>
    /// <param name="time">How much, zero or more.</param>
    /// <param name="usedShare">The share of the users with an unused pass who use it, 0 to 1.</param>
    /// <param name="method">The kind of method that each of them registers; null for none.</param>
    /// <returns>Those who signed in.</returns>
    public IReadOnlyList<SandboxUser> LetPass(TimeSpan time, double usedShare, string? method)
    {
        var users = usedShare > 0 ? Graph.Tenant.UsePasses(usedShare, _clock.GetUtcNow() + time, method) : [];
        if (time > TimeSpan.Zero) Settings = Settings with { ClockOffset = _clock.Offset + time };
        return users;
    }

    /// <summary>Closes the file. The tenant goes on without it.</summary>
    public void Dispose() => _store?.Dispose();

    private void Apply(SandboxSettings settings)
    {
        var (behavior, faults) = (Graph.Behavior, Graph.Faults);
        _clock.Offset = settings.ClockOffset;
        behavior.CallerRoles = settings.IsApplication ? SandboxCallerRoles.Unchecked : settings.Roles;
        behavior.CallerAdministrativeUnit = settings.AdministrativeUnit;
        (faults.Throttle.RatePerSecond, faults.Throttle.Burst) = (settings.RequestsPerSecond, Math.Max(1, settings.RequestsPerSecond ?? 1));
        (faults.MailThrottle.WindowLimit, faults.MailThrottle.WindowSeconds) = (settings.MailsPerMinute, 60);
        faults.LatencyInMilliseconds = (int)settings.Latency.TotalMilliseconds;
        faults.ServiceUnavailable.Probability = settings.ErrorShare;
        faults.DropAfterWork = settings.LostShare;
        using (_store?.Pause())
        {
            if (!settings.IsApplication) GiveRoles(settings.Roles);
            if (settings.NumberedUsers != Graph.Tenant.NumberedUsers) Graph.Tenant.SetNumberedUsers(settings.NumberedUsers);
        }
    }

    /// <summary>The directory shows the roles by which the signed-in person acts.</summary>
    private void GiveRoles(SandboxCallerRoles roles)
    {
        var person = Graph.Tenant.FindUser(Graph.Tenant.SignedInUserId.ToString()!)!;
        _ownRoles ??= person.DirectoryRoles;
        IReadOnlyList<string> names = roles == SandboxCallerRoles.Unchecked
            ? _ownRoles
            : [.. DirectoryRole.NamesByFlag.Where(role => roles.HasFlag(role.Key)).Select(role => role.Value)];
        if (!names.SequenceEqual(person.DirectoryRoles)) Graph.Tenant.SetUser(person with { DirectoryRoles = names });
    }
}
