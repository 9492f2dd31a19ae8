using TapModule.Sandbox;
using TapModule.Sandbox.Tenant;

namespace TapModule;

/// <summary>The built-in tenant, as <c>Set-TapSandbox -PassThru</c> and <c>Connect-TapGraph -Sandbox -PassThru</c> give it. Each property tells the moment's state.</summary>
public sealed class TapSandbox
{
    private readonly SandboxSession _session;

    internal TapSandbox(SandboxSession session, string? path)
    {
        _session = session;
        Path = path;
    }

    /// <summary>The tenant's id. Each sandbox has its own.</summary>
    public string TenantId => Tenant.Id.ToString();

    /// <summary>The file that keeps it from one session to the next; null where none does.</summary>
    public string? Path { get; }

    /// <summary>The tenant's time.</summary>
    public DateTimeOffset Now => _session.Now;

    /// <summary>How many users there are: the people of the demonstration, and as many as Set-TapSandbox -UserCount asked for.</summary>
    public int UserCount => Tenant.Users.Count;

    /// <summary>How many users hold a pass, whatever its state.</summary>
    public int PassCount => Tenant.CurrentPasses().Count;

    /// <summary>How many users have signed in with the pass that they hold.</summary>
    public int UsedPassCount => Tenant.CurrentPasses().Count(pair => pair.Value.LastUsedDateTime is not null);

    /// <summary>The caller's directory roles; empty where roles are not looked at.</summary>
    public IReadOnlyList<string> Role => Settings.Roles == SandboxCallerRoles.Unchecked ? [] : Settings.Roles.ToString().Split([", "], StringSplitOptions.None);

    /// <summary>The administrative unit to which the roles are limited; null for the whole tenant.</summary>
    public string? AdministrativeUnit => Tenant.AdministrativeUnits.FirstOrDefault(unit => unit.Id == Settings.AdministrativeUnit)?.DisplayName;

    /// <summary>The permissions of the caller's token.</summary>
    public IReadOnlyList<string> Permission => Settings.Permissions;

    /// <summary>Whether the caller is an application and no person.</summary>
    public bool IsApplication => Settings.IsApplication;

    /// <summary>How many requests a second are granted; null for no limit.</summary>
    public double? RequestLimit => Settings.RequestsPerSecond;

    /// <summary>How many messages a minute are granted; null for no limit.</summary>
    public int? MailLimit => Settings.MailsPerMinute;

    /// <summary>How long a request takes.</summary>
    public TimeSpan Latency => Settings.Latency;

    /// <summary>The share of requests that are answered 503, 0 to 1.</summary>
    public double ErrorShare => Settings.ErrorShare;

    /// <summary>The share of requests whose answer is lost after the work was done, 0 to 1.</summary>
    public double LostShare => Settings.LostShare;

    /// <summary>The mail that was sent, oldest first: what a rehearsal would have delivered.</summary>
    public IReadOnlyList<TapSandboxMail> Mail => [.. Tenant.Mail.Sent.Select(mail => new TapSandboxMail(mail))];

    private SandboxTenant Tenant => _session.Graph.Tenant;

    private SandboxSettings Settings => _session.Settings;

    /// <inheritdoc/>
    public override string ToString() => $"Sandbox {TenantId}";
}
