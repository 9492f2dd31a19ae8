using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using TapModule.Authority.Server;
using TapModule.Core.SignIn;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.Text;

namespace TapModule.Core.Tests.SignIn;

/// <summary>Identities that the surroundings have: Azure's endpoints, the environment, the logins of other tools.</summary>
[Collection(EnvironmentScope.Collection)]
public sealed class MachineSignInTests : SignInTest
{
    private readonly EnvironmentScope _environment = new();

    [Fact]
    public async Task The_environment_names_an_application()
    {
        var secret = Secret("s3cret~of.the-application-0123456789");
        App("Policy.Read.AuthenticationMethod").Secrets.Add(secret);
        using var environment = _environment.Set("AZURE_TENANT_ID", State.TenantId).Set("AZURE_CLIENT_ID", ClientId).Set("AZURE_CLIENT_SECRET", secret);

        var connection = await OpenAsync(new EnvironmentSignIn());

        Assert.Equal(["Policy.Read.AuthenticationMethod"], connection.Grants.Permissions);
    }

    [Fact]
    public async Task An_empty_environment_is_told_what_to_set()
    {
        using var environment = _environment.Set("AZURE_TENANT_ID", null).Set("AZURE_CLIENT_ID", null).Set("AZURE_CLIENT_SECRET", null);

        var error = await RefusedAsync(new EnvironmentSignIn());

        Assert.Contains("AZURE_CLIENT_SECRET", error.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("other-client")]
    public async Task A_virtual_machines_metadata_service_gives_the_managed_identitys_token(string? id)
    {
        if (id is not null) State.Apps[id] = new AuthorityApp { ClientId = id };
        using var environment = Metadata();

        // Another cloud than the other tests': MSAL keeps managed identities' tokens for the whole process.
        using var detour = new Detour(Trusting, Server.Address);
        var connection = await OpenAsync(Identity(id), options => options with { Cloud = GraphCloud.USGov, AuthorityHandler = detour });

        Assert.Equal(id ?? "system-assigned", connection.Grants.ClientId);
        Assert.Contains(State.Requests, path => path.StartsWith("/metadata/identity/oauth2/token?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_managed_identitys_refused_token_is_not_taken_from_the_cache_again()
    {
        using var environment = Metadata();
        using var detour = new Detour(Trusting, Server.Address);
        var connection = await OpenAsync(new ManagedIdentitySignIn(), options => options with { Cloud = GraphCloud.USGovDoD, AuthorityHandler = detour });
        Graph.Answer = (_, _) => Task.FromResult(Graph.Tokens.Count == 1 ? StubGraph.Unauthorized() : StubGraph.Ok("{}"));

        var reply = await connection.Client.SendAsync(new Core.Graph.GraphRequest(Core.Graph.GraphVerb.Get, "/users"), Watch, CancellationToken.None);

        Assert.Equal(200, reply.Status);
        Assert.Equal(2, Graph.Tokens.Distinct().Count());
    }

    [Fact]
    public async Task An_identity_that_is_not_assigned_is_told()
    {
        using var environment = AppService();

        var error = await RefusedAsync(new ManagedIdentitySignIn { ClientId = "unknown" });

        Assert.Equal(TapErrorId.AuthenticationFailed, error.Reason);
    }

    [SkippableFact]
    public async Task The_Azure_CLI_gives_its_logins_token()
    {
        Skip.If(OperatingSystem.IsWindows(), "Azure.Identity looks for az in its own folders on Windows; it cannot be replaced in the PATH.");
        using var folder = new TemporaryFolder();
        var token = Secret(Token("04b07795-8ddb-461a-bbee-02f9e1bf7b46", "User.Read.All Group.ReadWrite.All"));
        folder.WriteProgram("az", $$"""echo '{"accessToken":"{{token}}","expiresOn":"{{DateTime.Now.AddHours(1).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}}","expires_on":{{DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()}}}'""" + "\n");
        using var environment = Path(folder);

        var connection = await OpenAsync(new AzureCliSignIn());

        // A person's login lacks the permissions, and cannot get them.
        Assert.False(connection.Grants.IsAppOnly);
        Assert.Contains("Azure CLI", Assert.Single(connection.Notices), StringComparison.Ordinal);
        var refusal = connection.Refusal("New-TapPass")!;
        Assert.Equal(TapErrorId.MissingPermission, refusal.Reason);
        Assert.Contains("Microsoft has fixed", refusal.Advice, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("echo \"Please run 'az login' to setup account.\" >&2; exit 1\n", "nobody is signed in in the Azure CLI")]
    [InlineData("echo \"AADSTS70043: The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.\" >&2; exit 1\n", "expired")]
    public async Task What_the_Azure_CLI_refuses_is_told_in_plain_words(string script, string words)
    {
        Skip.If(OperatingSystem.IsWindows(), "Azure.Identity looks for az in its own folders on Windows; it cannot be replaced in the PATH.");
        using var folder = new TemporaryFolder();
        folder.WriteProgram("az", script);
        using var environment = Path(folder);

        var error = await RefusedAsync(new AzureCliSignIn());

        Assert.Equal(TapErrorId.AuthenticationFailed, error.Reason);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_machine_without_the_Azure_CLI_is_told_so()
    {
        Skip.If(OperatingSystem.IsWindows(), "Azure.Identity looks for az in its own folders on Windows.");
        using var folder = new TemporaryFolder();
        using var environment = _environment.Set("PATH", folder.Path);

        var error = await RefusedAsync(new AzureCliSignIn());

        Assert.Contains("not installed", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Azure_PowerShell_gives_its_logins_token()
    {
        Skip.If(OperatingSystem.IsWindows(), "The PATH of a Windows test machine may lead to another PowerShell.");
        using var folder = new TemporaryFolder();
        var token = Secret(Token("my-app", "UserAuthMethod-TAP.ReadWrite.All"));
        folder.WriteProgram("pwsh", $"""
            cat <<'END'
            <Object Type="System.Management.Automation.PSCustomObject"><Property Name="Token" Type="System.String">{token}</Property><Property Name="ExpiresOn" Type="System.Int64">{DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()}</Property></Object>
            END
            """ + "\n");
        using var environment = Path(folder);

        var connection = await OpenAsync(new AzurePowerShellSignIn());

        Assert.Equal("my-app", connection.Grants.ClientId);
    }

    [SkippableFact]
    public async Task A_machine_without_Az_Accounts_is_told_so()
    {
        Skip.If(OperatingSystem.IsWindows(), "The PATH of a Windows test machine may lead to another PowerShell.");
        using var folder = new TemporaryFolder();
        folder.WriteProgram("pwsh", "echo NoAzAccountModule\n");
        using var environment = Path(folder);

        var error = await RefusedAsync(new AzurePowerShellSignIn());

        Assert.Contains("Az.Accounts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_programs_live_session_is_asked_again_when_its_token_ends()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var given = new List<string>();
        var connection = await OpenAsync(
            new ExternalSignIn("the session of Connect-MgGraph", _ =>
            {
                given.Add(Secret(Token("mg", "Policy.Read.AuthenticationMethod", time.GetUtcNow().AddHours(1))));
                return Task.FromResult(SecureText.ToSecureString(given[^1]));
            }),
            options => options with { Time = time });

        time.Advance(TimeSpan.FromHours(2));
        await connection.Client.SendAsync(new Core.Graph.GraphRequest(Core.Graph.GraphVerb.Get, "/me"), Watch, CancellationToken.None);

        Assert.Equal(2, given.Count);
        Assert.Equal(given[1], Assert.Single(Graph.Tokens));
    }

    [Fact]
    public async Task A_session_that_gives_no_token_is_named()
    {
        var error = await RefusedAsync(new ExternalSignIn("the session of Connect-MgGraph", _ => throw new InvalidOperationException("There is no session.")));

        Assert.Equal(TapErrorId.AuthenticationFailed, error.Reason);
        Assert.Contains("the session of Connect-MgGraph gave no token: There is no session.", error.Message, StringComparison.Ordinal);
    }

    private static ManagedIdentitySignIn Identity(string? id) => id switch
    {
        null => new ManagedIdentitySignIn(),
        "object" => new ManagedIdentitySignIn { ObjectId = id },
        _ when id.StartsWith('/') => new ManagedIdentitySignIn { ResourceId = id },
        _ => new ManagedIdentitySignIn { ClientId = id },
    };

    private static string Token(string clientId, string scopes, DateTimeOffset? expiresOn = null) => Jwt.Sign(AuthorityState.Key, new Dictionary<string, object>
    {
        ["aud"] = "https://graph.microsoft.com/",
        ["appid"] = clientId,
        ["scp"] = scopes,
        ["jti"] = Guid.NewGuid(),
        ["exp"] = (expiresOn ?? DateTimeOffset.UtcNow.AddHours(1)).ToUnixTimeSeconds(),
    });

    private EnvironmentScope AppService() => _environment.Set("IDENTITY_ENDPOINT", Server.Address + "msi/token").Set("IDENTITY_HEADER", State.MachineKey);

    /// <summary>
    /// Never the real address: whatever answers there is none of a test's business. MSAL keeps the first address for the whole process;
    /// so it is a fixed one, from which a detour leads to the test's own server.
    /// </summary>
    private EnvironmentScope Metadata() => _environment
        .Set("IDENTITY_ENDPOINT", null).Set("IDENTITY_HEADER", null).Set("MSI_ENDPOINT", null)
        .Set("AZURE_POD_IDENTITY_AUTHORITY_HOST", "https://metadata.test.invalid");

    private EnvironmentScope Path(TemporaryFolder folder) => _environment.Set("PATH", folder.Path + ":" + Environment.GetEnvironmentVariable("PATH"));
}
