using System.Management.Automation;
using System.Security;
using TapModule.Core.Connections;
using TapModule.Core.SignIn;
using TapModule.Pipeline;
using TapModule.Sandbox;
using TapModule.State;

namespace TapModule.Commands;

/// <summary>Signs in and keeps the connection for this runspace. Parameter names follow Connect-MgGraph where it has them.</summary>
[Cmdlet(VerbsCommunications.Connect, "TapGraph", DefaultParameterSetName = "Interactive")]
[OutputType(typeof(TapConnection))]
public sealed class ConnectTapGraphCommand : TapCmdlet
{
    private const string SandboxAddress = "https://graph.sandbox.invalid/";

    /// <summary>Everything that the module can use, so that every command can be tried out.</summary>
    private static readonly string[] SandboxScopes =
    [
        "UserAuthMethod-TAP.ReadWrite.All", "UserAuthenticationMethod.Read.All", "Policy.ReadWrite.AuthenticationMethod", "User.Read.All", "GroupMember.Read.All",
        "RoleManagement.Read.Directory",
    ];

    /// <summary>The built-in tenant: no network, no sign-in, nothing real.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Sandbox")]
    public SwitchParameter Sandbox { get; set; }

    /// <summary>A token for Graph that you already have. It is not renewed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AccessToken")]
    [ValidateNotNull]
    public SecureString? AccessToken { get; set; }

    /// <summary>Signs in with a short code in any browser, for machines without one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "DeviceCode")]
    [Alias("UseDeviceAuthentication", "DeviceCode", "DeviceAuth")]
    public SwitchParameter UseDeviceCode { get; set; }

    /// <summary>The application's id as user name and its secret as password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ClientSecret")]
    [Credential]
    [ValidateNotNull]
    [Alias("SecretCredential", "Credential")]
    public PSCredential? ClientSecretCredential { get; set; }

    /// <summary>The application's id; without it, Microsoft Graph Command Line Tools.</summary>
    [Parameter(ParameterSetName = "Interactive")]
    [Parameter(ParameterSetName = "DeviceCode")]
    [Alias("AppId", "ApplicationId")]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>Tenant id or domain.</summary>
    [Parameter(ParameterSetName = "Interactive")]
    [Parameter(ParameterSetName = "DeviceCode")]
    [Parameter(Mandatory = true, ParameterSetName = "ClientSecret")]
    [Alias("Tenant", "Audience")]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>The cloud.</summary>
    [Parameter(ParameterSetName = "Interactive")]
    [Parameter(ParameterSetName = "DeviceCode")]
    [Parameter(ParameterSetName = "ClientSecret")]
    [Parameter(ParameterSetName = "AccessToken")]
    [ValidateSet("Global", "USGov", "USGovDoD", "China")]
    [Alias("EnvironmentName", "NationalCloud")]
    public string Environment { get; set; } = "Global";

    /// <summary>A proxy or test server instead of the cloud's Graph: https, or http on this machine.</summary>
    [Parameter(ParameterSetName = "Interactive")]
    [Parameter(ParameterSetName = "DeviceCode")]
    [Parameter(ParameterSetName = "ClientSecret")]
    [Parameter(ParameterSetName = "AccessToken")]
    [ValidateNotNull]
    public Uri? GraphEndpoint { get; set; }

    /// <summary>Puts out the connection, to be given to -Connection.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var sandbox = Sandbox ? SandboxTenant.CreateDemo() : null;
        var options = sandbox is null ? RealOptions() : SandboxOptions(sandbox);
        // An earlier connection stays open: somebody may hold it from -PassThru. Its idle sockets close by themselves.
        var connection = new TapConnection(Await(token => GraphConnection.OpenAsync(options, token)), sandbox);
        RunspaceState.Connection = connection;
        if (PassThru) WriteObject(connection);
    }

    private ConnectionOptions RealOptions() => new()
    {
        SignIn = SignInMethod(),
        Cloud = OrTerminate(() => GraphCloud.ByName(Environment)),
        GraphEndpoint = GraphEndpoint,
        UserAgent = UserAgent,
    };

    private static ConnectionOptions SandboxOptions(SandboxTenant tenant)
    {
        var graph = new SandboxGraph(tenant);
        return new ConnectionOptions
        {
            SignIn = new AccessTokenSignIn(Secure(graph.Tokens.Issue(new SandboxTokenOptions { Scopes = SandboxScopes }))),
            GraphEndpoint = new Uri(SandboxAddress),
            Handler = new SandboxHandler(graph),
            UserAgent = UserAgent,
        };
    }

    private static string UserAgent => $"TapModule/{ModuleVersion.Text}";

    private SignInMethod SignInMethod() => ParameterSetName switch
    {
        "AccessToken" => new AccessTokenSignIn(AccessToken!),
        "DeviceCode" => new DeviceCodeSignIn { ClientId = ClientId, TenantId = TenantId, Show = Log.Show },
        "ClientSecret" => new ClientSecretSignIn(TenantId!, ClientSecretCredential!.UserName, ClientSecretCredential.Password),
        _ => new InteractiveSignIn { ClientId = ClientId, TenantId = TenantId },
    };

    private static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var c in text) secure.AppendChar(c);
        return secure;
    }
}
