using TapModule.Authority.Server;
using TapModule.Core.SignIn;
using TapModule.Core.SignIn.Methods;

namespace TapModule.Core.Tests.SignIn;

public sealed class AuthorityErrorTests : SignInTest
{
    [Theory]
    [InlineData(7000215, "invalid_client", "the client secret is wrong", "value, not its id")]
    [InlineData(7000222, "invalid_client", "the client secret has expired", "Make a new one")]
    [InlineData(700016, "unauthorized_client", "does not know this application", "-ClientId")]
    [InlineData(90002, "invalid_request", "no such tenant", "-TenantId")]
    [InlineData(65001, "invalid_grant", "no consent", "administrator must grant")]
    [InlineData(53003, "invalid_grant", "conditional access policy blocks", "policy accepts")]
    [InlineData(50076, "interaction_required", "multifactor authentication is demanded", "Connect-TapGraph")]
    [InlineData(50079, "interaction_required", "must register for multifactor", "aka.ms/mfasetup")]
    [InlineData(700024, "invalid_client", "not valid at this time", "clock")]
    public async Task What_the_authority_refuses_is_told_with_the_fix(int code, string error, string says, string advice)
    {
        var secret = Secret("s3cret~of.the-application-0123456789");
        App().Secrets.Add(secret);
        State.Refuse = form => new AuthorityException(error, code, $"The authority's own words, and what it should not repeat: {form.GetValueOrDefault("client_secret")}.");

        var told = await RefusedAsync(new ClientSecretSignIn(State.TenantId, ClientId, Secure(secret)));

        Assert.Equal(TapErrorId.AuthenticationFailed, told.Reason);
        Assert.Equal($"AADSTS{code}", told.GraphCode);
        Assert.Contains(says, told.Message, StringComparison.Ordinal);
        Assert.Contains("The authority's own words", told.Message, StringComparison.Ordinal);
        Assert.Contains(advice, told.Advice, StringComparison.Ordinal);
        Assert.DoesNotContain("Trace ID", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', told.Message);
    }

    [Fact]
    public async Task A_code_that_nobody_knows_keeps_the_authoritys_words()
    {
        State.Refuse = _ => new AuthorityException("invalid_request", 90999, "Something new is wrong.");

        var told = await RefusedAsync(new ClientSecretSignIn(State.TenantId, ClientId, Secure("s3cret~of.the-application-0123456789")));

        Assert.Equal("AADSTS90999", told.GraphCode);
        Assert.Contains("Something new is wrong.", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_secret_is_told_apart_from_a_wrong_one()
    {
        var secret = Secret("s3cret~of.the-application-0123456789");
        App().ExpiredSecrets.Add(secret);

        var expired = await RefusedAsync(new ClientSecretSignIn(State.TenantId, ClientId, Secure(secret)));
        var wrong = await RefusedAsync(new ClientSecretSignIn(State.TenantId, ClientId, Secure("another-secret-0123456789-0123456789")));

        Assert.Equal("AADSTS7000222", expired.GraphCode);
        Assert.Equal("AADSTS7000215", wrong.GraphCode);
    }

    [Fact]
    public async Task A_tenant_that_is_none_is_told()
    {
        var told = await RefusedAsync(new ClientSecretSignIn("nowhere.example", ClientId, Secure("s3cret~of.the-application-0123456789")));

        Assert.Equal("AADSTS90002", told.GraphCode);
    }

    [Theory]
    [InlineData("no tenant at all!")]
    [InlineData("")]
    public async Task A_tenant_that_cannot_be_one_is_refused_before_anything_is_sent(string tenant)
    {
        var told = await RefusedAsync(new ClientSecretSignIn(tenant, ClientId, Secure("s3cret~of.the-application-0123456789")));

        Assert.Equal(TapErrorId.AuthenticationFailed, told.Reason);
        Assert.Empty(State.Requests);
    }

    [Fact]
    public async Task An_authority_that_cannot_be_reached_is_unavailable()
    {
        var told = await RefusedAsync(
            new ClientSecretSignIn(State.TenantId, ClientId, Secure("s3cret~of.the-application-0123456789")), options => options with { AuthorityHost = new Uri("https://127.0.0.1:9/") });

        Assert.Equal(TapErrorId.ServiceUnavailable, told.Reason);
        Assert.Contains("proxy", told.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_told_at_once_and_nothing_is_sent()
    {
        var told = await RefusedAsync(
            new ClientSecretSignIn(State.TenantId, ClientId, Secure("s3cret~of.the-application-0123456789")), options => options with { AuthorityHandler = null });

        Assert.Equal(TapErrorId.ServiceUnavailable, told.Reason);
        Assert.Contains("certificate is invalid", told.Message, StringComparison.Ordinal);
        Assert.Contains("never skipped", told.Advice, StringComparison.Ordinal);
        Assert.Empty(State.Requests);
    }

    [Fact]
    public void Every_rule_says_what_it_means_and_what_to_do()
    {
        Assert.All(AuthorityErrors.Rules, rule =>
        {
            Assert.False(rule.Says.EndsWith('.'));
            Assert.EndsWith(".", rule.Advice, StringComparison.Ordinal);
        });
        Assert.Equal(AuthorityErrors.Rules.Count, AuthorityErrors.Rules.Select(r => r.Sign).Distinct().Count());
    }
}
