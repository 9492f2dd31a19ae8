using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using TapModule.Binding;
using TapModule.Cmdlets;
using TapModule.Core.Connections;
using TapModule.Core.Errors;
using TapModule.Core.SignIn;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.SignIn.Permissions;
using TapModule.SignIn;
using TapModule.State;

namespace TapModule.Commands;

/// <summary>Signs in and keeps the connection for this runspace. Parameter names follow Connect-MgGraph where it has them.</summary>
[Cmdlet(VerbsCommunications.Connect, "TapGraph", DefaultParameterSetName = "Interactive")]
[OutputType(typeof(TapConnection))]
public sealed class ConnectTapGraphCommand : TapCmdlet
{
    /// <summary>The built-in tenant: no network, no sign-in, nothing real.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Sandbox")]
    public SwitchParameter Sandbox { get; set; }

    /// <summary>A file that keeps the sandbox from one session to the next: users, policy, passes, mail, time and settings. If omitted, the sandbox ends with the session.</summary>
    [Parameter(ParameterSetName = "Sandbox")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>A token for Graph that you already have. It is not renewed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AccessToken")]
    [ValidateNotNull]
    [Secret(nameof(AccessToken))]
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

    /// <summary>The application's certificate, with its private key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Certificate")]
    [ValidateNotNull]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>A PFX or PEM file with the application's certificate and private key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "CertificateFile")]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath { get; set; }

    /// <summary>The password of the certificate's file or key.</summary>
    [Parameter(ParameterSetName = "CertificateFile")]
    [ValidateNotNull]
    [Secret(nameof(CertificatePassword))]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>The thumbprint of the application's certificate in the store of the user or the machine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "CertificateThumbprint")]
    [ValidateNotNullOrEmpty]
    public string? CertificateThumbprint { get; set; }

    /// <summary>The subject of the application's certificate in the store of the user or the machine, such as CN=passes.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "CertificateSubject")]
    [ValidateNotNullOrEmpty]
    [Alias("CertificateSubject", "CertificateName")]
    public string? CertificateSubjectName { get; set; }

    /// <summary>Sends the certificate's chain along, for applications that trust a subject name and issuer.</summary>
    [Parameter(ParameterSetName = "Certificate")]
    [Parameter(ParameterSetName = "CertificateFile")]
    [Parameter(ParameterSetName = "CertificateThumbprint")]
    [Parameter(ParameterSetName = "CertificateSubject")]
    public SwitchParameter SendCertificateChain { get; set; }

    /// <summary>The managed identity of the Azure resource that this runs on; with an id, a user-assigned one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Identity")]
    [Alias("ManagedIdentity", "ManagedServiceIdentity", "MSI")]
    public SwitchParameter Identity { get; set; }

    /// <summary>The object (principal) id of a user-assigned managed identity.</summary>
    [Parameter(ParameterSetName = "Identity")]
    [ValidateNotNullOrEmpty]
    public string? IdentityObjectId { get; set; }

    /// <summary>The Azure resource id of a user-assigned managed identity.</summary>
    [Parameter(ParameterSetName = "Identity")]
    [ValidateNotNullOrEmpty]
    public string? IdentityResourceId { get; set; }

    /// <summary>A federated token in a file, as on Azure Kubernetes Service. What is not given comes from AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "WorkloadIdentity")]
    public SwitchParameter WorkloadIdentity { get; set; }

    /// <summary>The file that holds the federated token; read anew for each token.</summary>
    [Parameter(ParameterSetName = "WorkloadIdentity")]
    [ValidateNotNullOrEmpty]
    public string? FederatedTokenFile { get; set; }

    /// <summary>A federated token (client assertion) that you already have. It serves until it ends, minutes as a rule.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "FederatedToken")]
    [ValidateNotNull]
    [Alias("ClientAssertion")]
    [Secret(nameof(FederatedToken))]
    public SecureString? FederatedToken { get; set; }

    /// <summary>The GitHub Actions job that this runs in. It needs permissions: id-token: write.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "GitHubActions")]
    public SwitchParameter GitHubActions { get; set; }

    /// <summary>The Azure DevOps pipeline that this runs in.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AzurePipelines")]
    public SwitchParameter AzurePipelines { get; set; }

    /// <summary>The id of the service connection with workload identity federation.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AzurePipelines")]
    [ValidateNotNullOrEmpty]
    public string? ServiceConnectionId { get; set; }

    /// <summary>The job's System.AccessToken.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AzurePipelines")]
    [ValidateNotNull]
    [Secret(nameof(SystemAccessToken))]
    public SecureString? SystemAccessToken { get; set; }

    /// <summary>The application that AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "EnvironmentVariable")]
    public SwitchParameter EnvironmentVariable { get; set; }

    /// <summary>Whoever signed in with az login: a service principal or managed identity. A person's login lacks the permissions.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AzureCli")]
    public SwitchParameter AzureCli { get; set; }

    /// <summary>Whoever signed in with Connect-AzAccount: a service principal or managed identity. A person's login lacks the permissions.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AzurePowerShell")]
    public SwitchParameter AzurePowerShell { get; set; }

    /// <summary>The live session of Connect-MgGraph.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "MgGraph")]
    [Alias("MgGraphSession")]
    public SwitchParameter MgGraph { get; set; }

    /// <summary>The application's id; without it, Microsoft Graph Command Line Tools. With -Identity, the id of a user-assigned identity.</summary>
    [Parameter(ParameterSetName = "Interactive")]
    [Parameter(ParameterSetName = "DeviceCode")]
    [Parameter(ParameterSetName = "Identity")]
    [Parameter(ParameterSetName = "WorkloadIdentity")]
    [Parameter(Mandatory = true, ParameterSetName = "Certificate")]
    [Parameter(Mandatory = true, ParameterSetName = "CertificateFile")]
    [Parameter(Mandatory = true, ParameterSetName = "CertificateThumbprint")]
    [Parameter(Mandatory = true, ParameterSetName = "CertificateSubject")]
    [Parameter(Mandatory = true, ParameterSetName = "FederatedToken")]
    [Parameter(Mandatory = true, ParameterSetName = "GitHubActions")]
    [Parameter(Mandatory = true, ParameterSetName = "AzurePipelines")]
    [Alias("AppId", "ApplicationId")]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>Tenant id or domain.</summary>
    [Parameter(ParameterSetName = "Interactive")]
    [Parameter(ParameterSetName = "DeviceCode")]
    [Parameter(ParameterSetName = "WorkloadIdentity")]
    [Parameter(ParameterSetName = "AzureCli")]
    [Parameter(ParameterSetName = "AzurePowerShell")]
    [Parameter(Mandatory = true, ParameterSetName = "ClientSecret")]
    [Parameter(Mandatory = true, ParameterSetName = "Certificate")]
    [Parameter(Mandatory = true, ParameterSetName = "CertificateFile")]
    [Parameter(Mandatory = true, ParameterSetName = "CertificateThumbprint")]
    [Parameter(Mandatory = true, ParameterSetName = "CertificateSubject")]
    [Parameter(Mandatory = true, ParameterSetName = "FederatedToken")]
    [Parameter(Mandatory = true, ParameterSetName = "GitHubActions")]
    [Parameter(Mandatory = true, ParameterSetName = "AzurePipelines")]
    [Alias("Tenant", "Audience")]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>The account to offer in the browser.</summary>
    [Parameter(ParameterSetName = "Interactive")]
    [ValidateNotNullOrEmpty]
    public string? LoginHint { get; set; }

    /// <summary>What the sign-in is for: the least permissions for it are asked for. Issue includes reading the policy and finding users.</summary>
    [Parameter(ParameterSetName = "Interactive")]
    [Parameter(ParameterSetName = "DeviceCode")]
    public TapPurpose Purpose { get; set; } = TapPurpose.Issue;

    /// <summary>The permissions to ask for, instead of those of -Purpose.</summary>
    [Parameter(ParameterSetName = "Interactive")]
    [Parameter(ParameterSetName = "DeviceCode")]
    [ValidateNotNullOrEmpty]
    public string[] Scopes { get; set; } = [];

    /// <summary>Keeps tokens for later sessions, in the platform's protected store; where there is none, that is an error.</summary>
    [Parameter(ParameterSetName = "Interactive")]
    [Parameter(ParameterSetName = "DeviceCode")]
    [Parameter(ParameterSetName = "ClientSecret")]
    [Parameter(ParameterSetName = "Certificate")]
    [Parameter(ParameterSetName = "CertificateFile")]
    [Parameter(ParameterSetName = "CertificateThumbprint")]
    [Parameter(ParameterSetName = "CertificateSubject")]
    [Parameter(ParameterSetName = "FederatedToken")]
    [Parameter(ParameterSetName = "GitHubActions")]
    [Parameter(ParameterSetName = "AzurePipelines")]
    public SwitchParameter Cache { get; set; }

    /// <summary>The cloud.</summary>
    [Parameter]
    [ValidateSet("Global", "USGov", "USGovDoD", "China")]
    [Alias("EnvironmentName", "NationalCloud")]
    public string Environment { get; set; } = "Global";

    /// <summary>A proxy or test server instead of the cloud's Graph: https, or http on this machine. The token goes there and nowhere else.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? GraphEndpoint { get; set; }

    /// <summary>An authority instead of the cloud's, for tests and private clouds: https, or http on this machine.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? AuthorityHost { get; set; }

    /// <summary>Puts out the connection, to be given to -Connection.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        CheckCombination();
        // An earlier connection stays open: somebody may hold it from -PassThru. Its idle sockets close by themselves.
        var connection = Sandbox ? OpenSandbox() : OpenTenant();
        RunspaceState.Connection = connection;
        foreach (var notice in connection.Graph.Notices) WriteWarning(notice);
        if (PassThru) WriteObject(connection);
    }

    private static string UserAgent => $"TapModule/{ModuleVersion.Text}";

    private void CheckCombination()
    {
        var given = MyInvocation.BoundParameters;
        if (Sandbox && new[] { nameof(Environment), nameof(GraphEndpoint), nameof(AuthorityHost) }.FirstOrDefault(given.ContainsKey) is { } useless)
            throw Terminate(ErrorTable.Describe(TapErrorId.InvalidArgument, $"-{useless} means nothing to the sandbox, which needs no network.", advice: $"Leave -{useless} out."));
        if (Identity && new[] { nameof(ClientId), nameof(IdentityObjectId), nameof(IdentityResourceId) }.Count(given.ContainsKey) > 1)
            throw Terminate(ErrorTable.Describe(TapErrorId.InvalidArgument, "A managed identity has one id here.", advice: "Give one of -ClientId, -IdentityObjectId and -IdentityResourceId, or none for the system-assigned identity."));
        if (given.ContainsKey(nameof(Scopes)) && given.ContainsKey(nameof(Purpose)))
            throw Terminate(ErrorTable.Describe(TapErrorId.InvalidArgument, "-Scopes and -Purpose exclude each other.", advice: "Give the permissions, or what they are for."));
    }

    private ConnectionOptions RealOptions()
    {
        var cloud = OrTerminate(() => GraphCloud.ByName(Environment));
        return new ConnectionOptions
        {
            SignIn = OrTerminate(SignInMethod),
            Cloud = cloud,
            GraphEndpoint = GraphEndpoint,
            AuthorityHost = AuthorityHost,
            UseTokenCache = Cache,
            Scopes = Scopes.Length > 0 ? Scopes : PurposeScopes.For(Purpose, cloud),
            UserAgent = UserAgent,
        };
    }

    private TapConnection OpenTenant()
    {
        // Here and not on the other thread: a way to sign in may ask the session for something.
        var options = RealOptions();
        return new TapConnection(Await(token => GraphConnection.OpenAsync(options, token)));
    }

    private TapConnection OpenSandbox()
    {
        var path = Path is null ? null : GetUnresolvedProviderPathFromPSPath(Path);
        var session = OrTerminate(() => SandboxSignIn.Open(path));
        return new TapConnection(Await(token => GraphConnection.OpenAsync(SandboxSignIn.Options(session, UserAgent), token)), session, path);
    }

    private SignInMethod SignInMethod() => ParameterSetName switch
    {
        "AccessToken" => new AccessTokenSignIn(SecretInput.Token(AccessToken!, nameof(AccessToken))),
        "DeviceCode" => new DeviceCodeSignIn { ClientId = ClientId, TenantId = TenantId, Show = Log.Show },
        "ClientSecret" => new ClientSecretSignIn(TenantId!, ClientSecretCredential!.UserName, SecretInput.ClientSecret(ClientSecretCredential.Password, nameof(ClientSecretCredential))),
        "Certificate" => WithCertificate(new CertificateSource.Given(Certificate!)),
        "CertificateFile" => WithCertificate(new CertificateSource.InFile(Paths.Literal(CertificatePath!, TapErrorId.AuthenticationFailed), CertificatePassword)),
        "CertificateThumbprint" => WithCertificate(new CertificateSource.ByThumbprint(CertificateThumbprint!)),
        "CertificateSubject" => WithCertificate(new CertificateSource.BySubject(CertificateSubjectName!)),
        "Identity" => new ManagedIdentitySignIn { ClientId = ClientId, ObjectId = IdentityObjectId, ResourceId = IdentityResourceId },
        "WorkloadIdentity" => new WorkloadIdentitySignIn
        {
            ClientId = ClientId,
            TenantId = TenantId,
            TokenFile = FederatedTokenFile is null ? null : Paths.Literal(FederatedTokenFile, TapErrorId.AuthenticationFailed),
        },
        "FederatedToken" => new FederatedTokenSignIn(TenantId!, ClientId!, Held(SecretInput.Token(FederatedToken!, nameof(FederatedToken)))),
        "GitHubActions" => new GitHubActionsSignIn(TenantId!, ClientId!),
        "AzurePipelines" => new AzurePipelinesSignIn(TenantId!, ClientId!, ServiceConnectionId!, SecretInput.Token(SystemAccessToken!, nameof(SystemAccessToken))),
        "EnvironmentVariable" => new EnvironmentSignIn(),
        "AzureCli" => new AzureCliSignIn { TenantId = TenantId },
        "AzurePowerShell" => new AzurePowerShellSignIn { TenantId = TenantId },
        "MgGraph" => new ExternalSignIn("The session of Connect-MgGraph", LiveSession().GetTokenAsync),
        _ => new InteractiveSignIn { ClientId = ClientId, TenantId = TenantId, LoginHint = LoginHint },
    };

    private static Func<CancellationToken, Task<SecureString>> Held(SecureString token) => _ => Task.FromResult(token);

    private CertificateSignIn WithCertificate(CertificateSource source) => new(TenantId!, ClientId!, source) { SendChain = SendCertificateChain };

    private MgGraphSession LiveSession()
    {
        var loaded = InvokeCommand.InvokeScript($"Get-Module -Name {MgGraphSession.ModuleName}").FirstOrDefault()?.BaseObject as PSModuleInfo;
        if (loaded is null)
            throw Terminate(ErrorTable.Describe(TapErrorId.AuthenticationFailed, $"{MgGraphSession.ModuleName} is not loaded in this session, so there is no session of Connect-MgGraph to use.", advice: "Run Connect-MgGraph first, with the permissions that you need."));
        // The manifest, where there is one: it brings what the module itself needs.
        var manifest = System.IO.Path.Combine(loaded.ModuleBase, loaded.Name + ".psd1");
        return new MgGraphSession(File.Exists(manifest) ? manifest : loaded.Path);
    }
}
