using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TapModule.Authority.Server;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.Text;

namespace TapModule.Core.Tests.SignIn;

public sealed class ApplicationSignInTests : SignInTest
{
    [Fact]
    public async Task A_client_secret_gives_an_applications_token()
    {
        var secret = Secret("s3cret~of.the-application-0123456789");
        App("UserAuthMethod-TAP.ReadWrite.All").Secrets.Add(secret);

        var connection = await OpenAsync(new ClientSecretSignIn(State.TenantId, ClientId, Secure(secret)));

        Assert.True(connection.Grants.IsAppOnly);
        Assert.Equal(State.TenantId, connection.Grants.TenantId);
        Assert.Equal(["UserAuthMethod-TAP.ReadWrite.All"], connection.Grants.Permissions);
        Assert.Contains("no directory role", Assert.Single(connection.Notices), StringComparison.Ordinal);
        Assert.Equal("https://graph.microsoft.com/.default", Assert.Single(State.TokenRequests)["scope"]);
    }

    [Fact]
    public async Task Microsofts_own_authority_is_used_through_the_same_transport()
    {
        var secret = Secret("s3cret~of.the-application-0123456789");
        App().Secrets.Add(secret);
        using var detour = new Detour(Trusting, Server.Address);

        await OpenAsync(new ClientSecretSignIn(State.TenantId, ClientId, Secure(secret)), options => options with { AuthorityHost = null, AuthorityHandler = detour });

        // MSAL looks an authority up once in a process, perhaps for another test; if it did so here, then by the same way.
        Assert.NotEmpty(detour.Hosts);
        Assert.All(detour.Hosts, host => Assert.Equal("login.microsoftonline.com", host));
        Assert.Single(State.TokenRequests);
    }

    [Fact]
    public async Task An_authority_on_loopback_may_speak_plain_http()
    {
        await using var plain = await AuthorityServer.StartAsync(https: false);
        var secret = Secret("s3cret~of.the-application-0123456789");
        plain.State.Apps[ClientId] = new AuthorityApp { ClientId = ClientId, Secrets = { secret } };

        await OpenAsync(new ClientSecretSignIn(plain.State.TenantId, ClientId, Secure(secret)), options => options with { AuthorityHost = plain.Address, AuthorityHandler = null });

        Assert.Single(plain.State.TokenRequests);
    }

    [Theory]
    [InlineData("http://login.example.org")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("https://user@login.example.org")]
    public async Task An_authority_that_would_put_the_secret_at_risk_is_refused(string address)
    {
        var error = await RefusedAsync(new ClientSecretSignIn("t", ClientId, Secure("s3cret~of.the-application-0123456789")), options => options with { AuthorityHost = new Uri(address) });

        Assert.Equal(TapErrorId.UnsafeEndpoint, error.Reason);
        Assert.Empty(State.Requests);
    }

    [Theory]
    [InlineData("object")]
    [InlineData("pfx")]
    [InlineData("pfx with password")]
    [InlineData("pem")]
    [InlineData("pem with password")]
    public async Task A_certificate_proves_the_application_with_a_signed_assertion(string kind)
    {
        using var certificate = Certificate();
        using var folder = new TemporaryFolder();
        var password = Secret("the password of the key file");

        await OpenAsync(new CertificateSignIn(State.TenantId, ClientId, Source(kind, certificate, folder, password)));

        var form = Assert.Single(State.TokenRequests);
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", form["client_assertion_type"]);
        Assert.False(form.ContainsKey("client_secret"));
    }

    [Fact]
    public async Task A_certificate_of_the_store_is_found_by_thumbprint_and_by_subject()
    {
        using var certificate = Certificate();
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        store.Add(certificate);
        try
        {
            var spaced = string.Join(' ', certificate.Thumbprint.ToLowerInvariant().Chunk(2).Select(pair => new string(pair)));
            await OpenAsync(new CertificateSignIn(State.TenantId, ClientId, new CertificateSource.ByThumbprint(spaced)));
            await OpenAsync(new CertificateSignIn(State.TenantId, ClientId, new CertificateSource.BySubject(certificate.Subject)));
        }
        finally
        {
            store.Remove(certificate);
        }

        Assert.Equal(2, State.TokenRequests.Count);
    }

    [Fact]
    public async Task A_certificate_that_is_not_there_is_said_to_be_missing()
    {
        var error = await RefusedAsync(new CertificateSignIn(State.TenantId, ClientId, new CertificateSource.ByThumbprint("00 11 22")));

        Assert.Equal(TapErrorId.AuthenticationFailed, error.Reason);
        Assert.Contains("001122", error.Message, StringComparison.Ordinal);
        Assert.Contains("Cert:", error.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pfx with password")]
    [InlineData("pem with password")]
    public async Task A_wrong_password_is_said_to_be_wrong(string kind)
    {
        using var certificate = Certificate();
        using var folder = new TemporaryFolder();
        var source = (CertificateSource.InFile)Source(kind, certificate, folder, "the right password");

        var error = await RefusedAsync(new CertificateSignIn(State.TenantId, ClientId, source with { Password = Secure("the wrong password") }));

        Assert.Equal(TapErrorId.AuthenticationFailed, error.Reason);
        Assert.Contains("-CertificatePassword", error.Advice, StringComparison.Ordinal);
        Assert.Empty(State.Requests);
    }

    [Fact]
    public async Task A_certificate_without_private_key_is_refused_before_anything_is_sent()
    {
        using var certificate = Certificate();
        using var bare = X509CertificateLoader.LoadCertificate(certificate.RawData);

        var error = await RefusedAsync(new CertificateSignIn(State.TenantId, ClientId, new CertificateSource.Given(bare)));

        Assert.Contains("no private key", error.Message, StringComparison.Ordinal);
        Assert.Empty(State.Requests);
    }

    [Fact]
    public async Task A_certificate_that_the_application_does_not_know_is_told_without_the_assertion()
    {
        App();
        using var stranger = AuthorityServer.MakeCertificate("CN=stranger");

        var error = await RefusedAsync(new CertificateSignIn(State.TenantId, ClientId, new CertificateSource.Given(stranger)));

        Assert.Equal("AADSTS700027", error.GraphCode);
        Assert.Contains("Upload the certificate", error.Advice, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_token_cache_that_the_platform_cannot_protect_is_an_error()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS") is null, "This machine may have a protected store; the error cannot be provoked here.");
        var secret = Secret("s3cret~of.the-application-0123456789");
        App().Secrets.Add(secret);

        var error = await RefusedAsync(new ClientSecretSignIn(State.TenantId, ClientId, Secure(secret)), options => options with { UseTokenCache = true });

        Assert.Equal(TapErrorId.AuthenticationFailed, error.Reason);
        Assert.Contains("-Cache", error.Advice, StringComparison.Ordinal);
        Assert.Empty(State.TokenRequests);
    }

    private X509Certificate2 Certificate()
    {
        var certificate = AuthorityServer.MakeCertificate($"CN=passes-{Guid.NewGuid():N}");
        App().CertificateKeys.Add(certificate.GetRSAPublicKey()!);
        return certificate;
    }

    private static CertificateSource Source(string kind, X509Certificate2 certificate, TemporaryFolder folder, string password)
    {
        using var key = certificate.GetRSAPrivateKey()!;
        var locked = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        return kind switch
        {
            "pfx" => new CertificateSource.InFile(folder.Write("app.p12", certificate.Export(X509ContentType.Pkcs12))),
            "pfx with password" => new CertificateSource.InFile(folder.Write("app.pfx", certificate.Export(X509ContentType.Pkcs12, password)), SecureText.ToSecureString(password)),
            "pem" => new CertificateSource.InFile(folder.Write("app.pem", $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n")),
            "pem with password" => new CertificateSource.InFile(
                folder.Write("app.pem", $"{certificate.ExportCertificatePem()}\n{key.ExportEncryptedPkcs8PrivateKeyPem(password, locked)}\n"), SecureText.ToSecureString(password)),
            _ => new CertificateSource.Given(certificate),
        };
    }
}
