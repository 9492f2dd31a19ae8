using System.Management.Automation;
using TapModule.Cmdlets;
using TapModule.Core.Errors;
using TapModule.Sandbox;
using TapModule.Sandbox.Tenant;

namespace TapModule.Commands;

/// <summary>For rehearsals: lets time pass in the sandbox, lets users use their passes, and sets who calls, how many users there are, and what goes wrong.</summary>
[Cmdlet(VerbsCommon.Set, "TapSandbox", DefaultParameterSetName = "Advance", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(TapSandbox))]
public sealed class SetTapSandboxCommand : ConnectedCmdlet
{
    /// <summary>Lets so much time pass.</summary>
    [Parameter(ParameterSetName = "Advance", Position = 0)]
    public TimeSpan Advance { get; set; }

    /// <summary>Lets time pass until this moment. Without an offset it is local time.</summary>
    [Parameter(ParameterSetName = "Now", Mandatory = true)]
    public DateTimeOffset Now { get; set; }

    /// <summary>The share, 0 to 1, of the users with an unused pass who sign in with it: in the course of the time that passes, or now.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double UsedShare { get; set; }

    /// <summary>The kind of sign-in method that each user who signs in registers, as Graph names it (fido2 is a passkey); None for none.</summary>
    [Parameter]
    [ValidateSet("fido2", "microsoftAuthenticator", "windowsHelloForBusiness", "softwareOath", "phone", "qrCodePin", "None")]
    public string RegisteredMethod { get; set; } = "fido2";

    /// <summary>How many numbered users there are beside the people of the demonstration: user0000001@contoso.example and so on, the members of the group 'Numbered users'.</summary>
    [Parameter]
    [ValidateRange(0, 200_000)]
    public int UserCount { get; set; }

    /// <summary>The caller's directory roles. User is somebody without any; Unchecked does not look at roles.</summary>
    [Parameter]
    [ValidateSet("Unchecked", "User", "GlobalReader", "SecurityReader", "AuthenticationAdministrator", "PrivilegedAuthenticationAdministrator", "AuthenticationPolicyAdministrator")]
    public string[] Role { get; set; } = [];

    /// <summary>The name of the administrative unit to which the roles are limited; an empty text for the whole tenant.</summary>
    [Parameter]
    [AllowEmptyString]
    public string AdministrativeUnit { get; set; } = "";

    /// <summary>The permissions of the caller's token, instead of those that it has.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[] Permission { get; set; } = [];

    /// <summary>The caller is an application and no person. -AsApplication:$false makes it a person again.</summary>
    [Parameter]
    public SwitchParameter AsApplication { get; set; }

    /// <summary>How many requests a second the tenant grants; 0 for no limit.</summary>
    [Parameter]
    [ValidateRange(0.0, 100_000.0)]
    public double RequestLimit { get; set; }

    /// <summary>How many messages a minute the tenant sends; 0 for no limit.</summary>
    [Parameter]
    [ValidateRange(0, 100_000)]
    public int MailLimit { get; set; }

    /// <summary>How long each request takes.</summary>
    [Parameter]
    public TimeSpan Latency { get; set; }

    /// <summary>The share of requests, 0 to 1, that are answered 503 with nothing done.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double ErrorShare { get; set; }

    /// <summary>The share of requests, 0 to 1, whose answer is lost after the work was done.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double LostShare { get; set; }

    /// <summary>Returns the sandbox.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string? RequiredPermission => null;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var session = Connected.SandboxSession ?? throw Invalid("The connection is to a real tenant.", "Connect-TapGraph -Sandbox");
        var time = TimeToPass(session);
        var settings = Changed(session);
        if (!ShouldProcess(Connected.Sandbox!.ToString(), "Change the sandbox")) return;
        var before = session.Settings;
        session.Settings = settings;
        session.LetPass(time, UsedShare, RegisteredMethod == "None" ? null : RegisteredMethod);
        if (IsAnotherCaller(before, settings)) Await(Connected.Graph.RenewTokenAsync);
        if (PassThru) WriteObject(Connected.Sandbox);
    }

    private static bool IsAnotherCaller(SandboxSettings one, SandboxSettings other) =>
        (one.IsApplication, one.Roles, one.AdministrativeUnit) != (other.IsApplication, other.Roles, other.AdministrativeUnit)
        || !one.Permissions.SequenceEqual(other.Permissions);

    private TimeSpan TimeToPass(SandboxSession session)
    {
        var time = ParameterSetName == "Now" ? Now - session.Now : Advance;
        if (time < TimeSpan.Zero) throw Invalid("Time in the sandbox goes forward only.", "Give a later moment, or begin anew with Connect-TapGraph -Sandbox.");
        return time;
    }

    private SandboxSettings Changed(SandboxSession session)
    {
        var settings = session.Settings;
        foreach (var name in MyInvocation.BoundParameters.Keys)
        {
            settings = name switch
            {
                nameof(UserCount) => settings with { NumberedUsers = UserCount },
                nameof(Role) => settings with { Roles = Role.Aggregate(SandboxCallerRoles.Unchecked, (all, role) => all | (SandboxCallerRoles)Enum.Parse(typeof(SandboxCallerRoles), role)) },
                nameof(AdministrativeUnit) => settings with { AdministrativeUnit = UnitId(session.Graph.Tenant) },
                nameof(Permission) => settings with { Permissions = Permission },
                nameof(AsApplication) => settings with { IsApplication = AsApplication },
                nameof(RequestLimit) => settings with { RequestsPerSecond = RequestLimit > 0 ? RequestLimit : null },
                nameof(MailLimit) => settings with { MailsPerMinute = MailLimit > 0 ? MailLimit : null },
                nameof(Latency) => settings with { Latency = Latency },
                nameof(ErrorShare) => settings with { ErrorShare = ErrorShare },
                nameof(LostShare) => settings with { LostShare = LostShare },
                _ => settings,
            };
        }

        return settings;
    }

    private Guid? UnitId(SandboxTenant tenant)
    {
        if (AdministrativeUnit.Length == 0) return null;
        return tenant.AdministrativeUnits.FirstOrDefault(unit => string.Equals(unit.DisplayName, AdministrativeUnit, StringComparison.OrdinalIgnoreCase))?.Id
            ?? throw Invalid(
                $"There is no administrative unit '{AdministrativeUnit}'.", $"There are: {string.Join(", ", tenant.AdministrativeUnits.Select(unit => unit.DisplayName))}.");
    }

    private Exception Invalid(string message, string advice) => Terminate(ErrorTable.Describe(TapErrorId.InvalidRow, message, advice: advice));
}
