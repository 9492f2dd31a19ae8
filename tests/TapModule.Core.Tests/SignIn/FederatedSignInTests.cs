using TapModule.Authority.Server;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.Text;

namespace TapModule.Core.Tests.SignIn;

[Collection(EnvironmentScope.Collection)]
public sealed class FederatedSignInTests : SignInTest
{
    private readonly EnvironmentScope _environment = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_file_proves_the_workload(bool byEnvironment)
    {
        Trust();
        using var folder = new TemporaryFolder();
        var file = folder.Write("token", State.ForeignToken());
        using var environment = _environment
            .Set("AZURE_TENANT_ID", byEnvironment ? State.TenantId : null)
            .Set("AZURE_CLIENT_ID", byEnvironment ? ClientId : null)
            .Set("AZURE_FEDERATED_TOKEN_FILE", byEnvironment ? file : null);

        var connection = await OpenAsync(byEnvironment ? new WorkloadIdentitySignIn() : new WorkloadIdentitySignIn { TenantId = State.TenantId, ClientId = ClientId, TokenFile = file });

        Assert.Equal(ClientId, connection.Grants.ClientId);
    }

    [Fact]
    public async Task A_token_file_works_with_a_plain_authority_on_loopback_too()
    {
        await using var plain = await AuthorityServer.StartAsync(https: false);
        plain.State.Apps[ClientId] = new AuthorityApp { ClientId = ClientId, FederatedSubjects = { (AuthorityState.ForeignIssuer, plain.State.ForeignSubject) } };
        using var folder = new TemporaryFolder();
        var file = folder.Write("token", plain.State.ForeignToken());

        await OpenAsync(
            new WorkloadIdentitySignIn { TenantId = plain.State.TenantId, ClientId = ClientId, TokenFile = file },
            options => options with { AuthorityHost = plain.Address, AuthorityHandler = null });

        Assert.Single(plain.State.TokenRequests);
    }

    [Fact]
    public async Task A_token_file_that_nobody_named_is_asked_for()
    {
        using var environment = _environment.Set("AZURE_FEDERATED_TOKEN_FILE", null);

        var error = await RefusedAsync(new WorkloadIdentitySignIn { TenantId = State.TenantId, ClientId = ClientId });

        Assert.Contains("AZURE_FEDERATED_TOKEN_FILE", error.Message, StringComparison.Ordinal);
        Assert.Contains("-FederatedTokenFile", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_GitHub_job_proves_itself_with_its_own_token()
    {
        Trust();
        using var environment = GitHub(Server.Address + "github/token?api-version=2.0", State.MachineKey);

        await OpenAsync(new GitHubActionsSignIn(State.TenantId, ClientId));

        Assert.Contains(State.Requests, path => path == "/github/token?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange");
        Assert.Single(State.TokenRequests);
    }

    [Fact]
    public async Task A_job_without_the_right_to_tokens_is_told_which_line_gives_it()
    {
        using var environment = GitHub(null, null);

        var error = await RefusedAsync(new GitHubActionsSignIn(State.TenantId, ClientId));

        Assert.Equal(TapErrorId.AuthenticationFailed, error.Reason);
        Assert.Contains("id-token: write", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_jobs_request_token_goes_to_no_unsafe_address()
    {
        using var environment = GitHub("http://tokens.example.org/get", Secret("the-request-token-of-the-job"));

        var error = await RefusedAsync(new GitHubActionsSignIn(State.TenantId, ClientId));

        Assert.Contains("not an https address", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GitHubs_refusal_is_told()
    {
        Trust();
        using var environment = GitHub(Server.Address + "github/token?api-version=2.0", Secret("not-the-right-request-token"));

        var error = await RefusedAsync(new GitHubActionsSignIn(State.TenantId, ClientId));

        Assert.Contains("HTTP 401", error.Message, StringComparison.Ordinal);
        Assert.Contains("id-token: write", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipeline_of_Azure_DevOps_proves_itself_through_its_service_connection()
    {
        Trust();
        using var environment = _environment.Set("SYSTEM_OIDCREQUESTURI", Server.Address + "devops/token");

        await OpenAsync(new AzurePipelinesSignIn(State.TenantId, ClientId, "connection-1", Secure(State.MachineKey)));

        Assert.Contains(State.Requests, path => path.StartsWith("/devops/token", StringComparison.Ordinal) && path.Contains("serviceConnectionId=connection-1", StringComparison.Ordinal));
        Assert.Single(State.TokenRequests);
    }

    [Fact]
    public async Task Outside_of_a_pipeline_the_missing_variable_is_named()
    {
        using var environment = _environment.Set("SYSTEM_OIDCREQUESTURI", null);

        var error = await RefusedAsync(new AzurePipelinesSignIn(State.TenantId, ClientId, "connection-1", Secure("the-system-access-token")));

        Assert.Contains("SYSTEM_OIDCREQUESTURI", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_callers_own_assertion_is_asked_for_when_a_token_is_needed()
    {
        Trust();
        var asked = 0;

        await OpenAsync(new FederatedTokenSignIn(State.TenantId, ClientId, _ =>
        {
            asked++;
            return Task.FromResult(SecureText.ToSecureString(State.ForeignToken()));
        }));

        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_subject_that_the_application_does_not_trust_is_named()
    {
        Trust();
        State.ForeignSubject = "repo:contoso/onboarding:ref:refs/heads/other";

        var error = await RefusedAsync(new FederatedTokenSignIn(State.TenantId, ClientId, _ => Task.FromResult(SecureText.ToSecureString(State.ForeignToken()))));

        Assert.Equal("AADSTS700213", error.GraphCode);
        Assert.Contains("refs/heads/other", error.Message, StringComparison.Ordinal);
        Assert.Contains("issuer, subject and audience", error.Advice, StringComparison.Ordinal);
    }

    private void Trust() => App("UserAuthMethod-TAP.Read.All").FederatedSubjects.Add((AuthorityState.ForeignIssuer, State.ForeignSubject));

    private EnvironmentScope GitHub(string? url, string? token) => _environment.Set("ACTIONS_ID_TOKEN_REQUEST_URL", url).Set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", token);
}
