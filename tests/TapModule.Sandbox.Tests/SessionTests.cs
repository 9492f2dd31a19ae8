using System.Net.Http.Headers;
using System.Text;
using TapModule.Sandbox.Tests.Support;

namespace TapModule.Sandbox.Tests;

/// <summary>A tenant to rehearse in, with its file.</summary>
public sealed class SessionTests : IDisposable
{
    private static readonly string[] Everything = ["UserAuthMethod-TAP.ReadWrite.All", "User.Read.All", "Mail.Send", "Policy.ReadWrite.AuthenticationMethod"];

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Time_passes_for_passes_and_for_the_date_of_the_answers()
    {
        using var session = new SandboxSession(Settings);
        await CreateAsync(session, "adele.vance");

        session.LetPass(TimeSpan.FromDays(2), 0, null);

        var answer = await SendAsync(session, "GET", PassesOf("adele.vance"));
        Assert.Equal("Expired", answer.Value[0].GetProperty("methodUsabilityReason").GetString());
        Assert.InRange(DateTimeOffset.Parse(answer.Header("Date")!, null) - DateTimeOffset.UtcNow, TimeSpan.FromHours(47), TimeSpan.FromHours(49));
        Assert.Equal(TimeSpan.FromDays(2), session.ClockOffset);
    }

    [Fact]
    public async Task The_caller_can_do_what_the_settings_say_and_no_more()
    {
        using var session = new SandboxSession(Settings);
        var token = session.IssueToken();
        Assert.Equal(201, (await CreateAsync(session, "global.admin", token)).Status);

        session.Settings = Settings with { Roles = SandboxCallerRoles.AuthenticationAdministrator };
        Assert.Equal(401, (await CreateAsync(session, "global.admin", token)).Status);
        Assert.Equal(403, (await CreateAsync(session, "global.admin")).Status);
        Assert.Equal(201, (await CreateAsync(session, "adele.vance")).Status);
        var admin = session.Graph.Tenant.FindUser("admin@contoso.example")!;
        Assert.Equal(["Authentication Administrator"], admin.DirectoryRoles);

        session.Settings = Settings;
        Assert.Contains("Privileged Authentication Administrator", session.Graph.Tenant.FindUser("admin@contoso.example")!.DirectoryRoles);

        session.Settings = Settings with { Permissions = ["User.Read.All"] };
        Assert.Equal(403, (await CreateAsync(session, "adele.vance")).Status);

        session.Settings = Settings with { IsApplication = true, Permissions = [], Roles = SandboxCallerRoles.AuthenticationAdministrator };
        Assert.Equal(201, (await CreateAsync(session, "adele.vance")).Status);
        Assert.Equal(403, (await CreateAsync(session, "global.admin")).Status);
    }

    [Fact]
    public async Task A_file_keeps_the_tenant_to_the_last_answer()
    {
        Guid id;
        string? code;
        // Not disposed of: the process that held it was killed.
        var killed = new SandboxSession(Settings, Open());
        id = killed.Graph.Tenant.Id;
        killed.Settings = killed.Settings with { NumberedUsers = 60, RequestsPerSecond = 5000, ClockOffset = TimeSpan.FromHours(3) };
        Assert.Equal(201, (await CreateAsync(killed, "user0000007")).Status);
        Assert.Equal(201, (await CreateAsync(killed, "adele.vance")).Status);
        Assert.Equal(204, (await SendAsync(killed, "PATCH", "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass",
            """{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration","defaultLength":12}""")).Status);
        Assert.Equal(202, (await SendAsync(killed, "POST", "/v1.0/me/sendMail",
            """{"message":{"subject":"Kept","toRecipients":[{"emailAddress":{"address":"adele.vance@contoso.example"}}],"attachments":[{"@odata.type":"#microsoft.graph.fileAttachment","name":"a","contentBytes":"SGVsbG8="}]}}""")).Status);
        Assert.Equal(2, killed.LetPass(TimeSpan.FromMinutes(30), 1, "fido2").Count);
        code = killed.Graph.Tenant.CurrentPass("user0000007@contoso.example")!.TemporaryAccessPass;
        killed.Dispose();
        File.AppendAllText(_path, """{"Part":"User","Id":"to""");

        using var next = new SandboxSession(new(), Open());
        var tenant = next.Graph.Tenant;
        Assert.Equal((id, 60, 5000.0, 12), (tenant.Id, tenant.NumberedUsers, next.Settings.RequestsPerSecond, tenant.Policy.DefaultLength));
        Assert.Equal(Everything, next.Settings.Permissions);
        Assert.Equal(TimeSpan.FromHours(3.5), next.ClockOffset);
        var pass = tenant.CurrentPass("user0000007@contoso.example")!;
        Assert.Equal(code, pass.TemporaryAccessPass);
        Assert.NotNull(pass.LastUsedDateTime);
        Assert.Contains(tenant.FindUser("user0000007@contoso.example")!.AuthenticationMethods, method => method.Kind == "fido2");
        Assert.Equal("Hello", Encoding.ASCII.GetString(Assert.Single(tenant.Mail.Sent).Attachments[0].Content));
        Assert.Equal(204, (await SendAsync(next, "DELETE", $"{PassesOf("user0000007")}/{pass.Id}")).Status);
        next.Dispose();

        using var last = new SandboxSession(new(), Open());
        Assert.Null(last.Graph.Tenant.CurrentPass("user0000007@contoso.example"));
        Assert.NotNull(last.Graph.Tenant.CurrentPass("adele.vance@contoso.example"));
    }

    [Theory]
    [InlineData("UserPrincipalName,Name\n", "Line 1")]
    [InlineData("{\"Part\":\"Other\",\"Id\":\"1\"}\n", "does not hold a sandbox")]
    [InlineData("{\"Part\":\"Tenant\",\"Id\":\"11111111-2222-3333-4444-555555555555\"}\n{\"Part\":\"Nonsense\",\"Id\":\"\"}\n", "Line 2")]
    public void Another_file_is_refused_and_left_as_it_is(string text, string expected)
    {
        File.WriteAllText(_path, text);
        using (var file = Open())
        {
            var failure = Assert.Throws<InvalidDataException>(() => new SandboxSession(Settings, file));
            Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(text, File.ReadAllText(_path));
    }

    [Fact]
    public async Task Mail_faults_and_limits_follow_the_settings()
    {
        using var session = new SandboxSession(Settings with { MailsPerMinute = 1 });
        const string Mail = """{"message":{"toRecipients":[{"emailAddress":{"address":"a@x.example"}}]}}""";

        Assert.Equal(202, (await SendAsync(session, "POST", "/v1.0/me/sendMail", Mail)).Status);
        Assert.Equal(429, (await SendAsync(session, "POST", "/v1.0/me/sendMail", Mail)).Status);

        session.Settings = session.Settings with { ErrorShare = 1 };
        Assert.Equal(503, (await CreateAsync(session, "adele.vance")).Status);
        session.Settings = session.Settings with { ErrorShare = 0, LostShare = 1 };
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => CreateAsync(session, "adele.vance"));
        Assert.NotNull(session.Graph.Tenant.CurrentPass("adele.vance@contoso.example"));
    }

    private static SandboxSettings Settings { get; } = new() { Permissions = Everything };

    private static string PassesOf(string name) => $"/v1.0/users/{name}@contoso.example/authentication/temporaryAccessPassMethods";

    private static Task<Answer> CreateAsync(SandboxSession session, string name, string? token = null) => SendAsync(session, "POST", PassesOf(name), "{}", token);

    private static async Task<Answer> SendAsync(SandboxSession session, string method, string path, string? body = null, string? token = null)
    {
        using var client = new HttpClient(new SandboxHandler(session.Graph)) { BaseAddress = new("https://graph.microsoft.com") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token ?? session.IssueToken());
        using var request = new HttpRequestMessage(new(method), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await client.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    private FileStream Open() => new(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
}
