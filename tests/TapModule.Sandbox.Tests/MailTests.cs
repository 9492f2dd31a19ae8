using TapModule.Sandbox.Tests.Support;

namespace TapModule.Sandbox.Tests;

public abstract class MailTests(Door door) : WireTests(door)
{
    private const string Sender = "helpdesk";

    private static string PathOf(string name) => $"/v1.0/users/{Upn(name)}/sendMail";

    private static string Message(string to, string more = "", string envelope = "") =>
        $$$"""{"message":{"subject":"Your pass","body":{"contentType":"HTML","content":"<p>Hello</p>"},"toRecipients":[{"emailAddress":{"address":"{{{to}}}"}}]{{{more}}}}{{{envelope}}}}""";

    [Fact]
    public async Task A_message_is_accepted_and_received()
    {
        var sent = await PostAsync("/v1.0/me/sendMail", Message(
            Upn("adele.vance"),
            ""","ccRecipients":[{"emailAddress":{"address":"boss@fabrikam.example","name":"Boss"}}],"attachments":[{"@odata.type":"#microsoft.graph.fileAttachment","name":"a.cms","contentType":"application/pkcs7-mime","contentBytes":"SGVsbG8="}]""",
            ""","saveToSentItems":false"""));

        Assert.Equal((202, ""), (sent.Status, sent.Text));
        var mail = Assert.Single(Tenant.Mail.ReceivedBy(Upn("adele.vance")));
        Assert.Equal((Upn("admin"), "Your pass", "html", "<p>Hello</p>"), (mail.From, mail.Subject, mail.ContentType, mail.Body));
        Assert.Equal(Start, mail.SentDateTime);
        Assert.False(mail.IsSavedToSentItems);
        var attachment = Assert.Single(mail.Attachments);
        Assert.Equal(("a.cms", "application/pkcs7-mime", "Hello"), (attachment.Name, attachment.ContentType, System.Text.Encoding.ASCII.GetString(attachment.Content)));
        Assert.Single(Tenant.Mail.ReceivedBy("boss@fabrikam.example"));
        Assert.Empty(Tenant.Mail.ReceivedBy(Upn("megan.bowen")));
        Assert.DoesNotContain("Hello", mail.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(""","saveToSentItems":true""", true)]
    [InlineData(",\"saveToSentItems\":\"false\"", false)]
    public async Task A_copy_is_kept_unless_it_is_not_wanted(string envelope, bool isSaved)
    {
        await PostAsync("/v1.0/me/sendMail", Message(Upn("adele.vance"), envelope: envelope));

        Assert.Equal(isSaved, Assert.Single(Tenant.Mail.Sent).IsSavedToSentItems);
    }

    [Fact]
    public async Task An_address_of_the_tenant_without_a_mailbox_is_not_reached()
    {
        await PostAsync("/v1.0/me/sendMail", Message(Upn("noa.levi")));
        await PostAsync("/v1.0/me/sendMail", Message("somebody@elsewhere.example"));

        Assert.Equal([Upn("noa.levi")], Tenant.Mail.Sent[0].Undelivered);
        Assert.Empty(Tenant.Mail.Sent[1].Undelivered);
    }

    [Theory]
    [InlineData("""{"message":{"subject":"x"}}""", 400, "ErrorInvalidRecipients")]
    [InlineData("""{"message":{"toRecipients":[{"emailAddress":{"address":"nobody"}}]}}""", 400, "ErrorInvalidRecipients")]
    [InlineData("""{"message":{"toRecipients":[{"emailAddress":{"address":"a@x.example; b@x.example"}}]}}""", 400, "ErrorInvalidRecipients")]
    [InlineData("""{"message":{"toRecipients":"a@x.example"}}""", 400, "BadRequest")]
    [InlineData("""{"saveToSentItems":true}""", 400, "ErrorInvalidParameter")]
    [InlineData("""{"message":{"toRecipients":[{"emailAddress":{"address":"a@x.example"}}],"body":{"contentType":"rtf","content":""}}}""", 400, "BadRequest")]
    [InlineData("""{"message":{"toRecipients":[{"emailAddress":{"address":"a@x.example"}}],"attachments":[{"name":"a","contentBytes":"QQ=="}]}}""", 400, "BadRequest")]
    [InlineData("""{"message":{"toRecipients":[{"emailAddress":{"address":"a@x.example"}}],"attachments":[{"@odata.type":"#microsoft.graph.fileAttachment","name":"a","contentBytes":"*"}]}}""", 400, "BadRequest")]
    public async Task What_is_wrong_is_refused_and_nothing_is_sent(string body, int status, string code)
    {
        var refused = await PostAsync("/v1.0/me/sendMail", body);

        Assert.Equal((status, code), (refused.Status, refused.ErrorCode));
        Assert.Empty(Tenant.Mail.Sent);
    }

    [Fact]
    public async Task A_large_file_is_refused()
    {
        var large = Convert.ToBase64String(new byte[(3 * 1024 * 1024) + 1]);
        var refused = await PostAsync("/v1.0/me/sendMail", Message(
            Upn("adele.vance"), $$""","attachments":[{"@odata.type":"#microsoft.graph.fileAttachment","name":"a","contentBytes":"{{large}}"}]"""));

        Assert.Equal((413, "ErrorMessageSizeExceeded"), (refused.Status, refused.ErrorCode));
    }

    [Fact]
    public async Task An_application_may_be_confined_to_a_mailbox_and_a_person_to_the_own()
    {
        Use(new() { Roles = ["Mail.Send"] });
        Assert.Equal(202, (await PostAsync(PathOf(Sender), Message(Upn("adele.vance")))).Status);
        Assert.Equal((404, "ErrorInvalidUser"), Of(await PostAsync(PathOf("nobody"), Message(Upn("adele.vance")))));
        Assert.Equal((404, "MailboxNotEnabledForRESTAPI"), Of(await PostAsync(PathOf("noa.levi"), Message(Upn("adele.vance")))));

        Graph.Behavior.ApplicationMailboxes = [Upn(Sender)];
        Assert.Equal(202, (await PostAsync(PathOf(Sender), Message(Upn("adele.vance")))).Status);
        Assert.Equal((403, "ErrorAccessDenied"), Of(await PostAsync(PathOf("admin"), Message(Upn("adele.vance")))));

        Use(new() { Scopes = ["Mail.Send"], User = Upn("admin") });
        Assert.Equal(202, (await PostAsync(PathOf("admin"), Message(Upn("adele.vance")))).Status);
        Assert.Equal((403, "ErrorAccessDenied"), Of(await PostAsync(PathOf(Sender), Message(Upn("adele.vance")))));

        Use(new() { Scopes = ["User.Read"], User = Upn("admin") });
        Assert.Equal((403, "ErrorAccessDenied"), Of(await PostAsync("/v1.0/me/sendMail", Message(Upn("adele.vance")))));
    }

    [Fact]
    public async Task Mail_has_a_limit_of_its_own()
    {
        (Graph.Faults.MailThrottle.WindowLimit, Graph.Faults.MailThrottle.WindowSeconds) = (2, 60);
        var mail = Message(Upn("adele.vance"));

        var batch = await BatchAsync([.. Enumerable.Range(1, 3).Select(id => BatchAnswer.Item($"{id}", "POST", "/me/sendMail", mail))]);

        Assert.Equal([202, 202, 429], batch.Statuses);
        Assert.Equal("60", batch.Items["3"].Header("Retry-After"));
        Assert.Equal(201, (await CreateAsync("adele.vance")).Status);
    }

    [Fact]
    public async Task A_mailbox_takes_four_messages_at_a_time()
    {
        Graph.Faults.LatencyInMilliseconds = 1000;

        var answer = BatchAsync([.. Enumerable.Range(1, 6).Select(id => BatchAnswer.Item($"{id}", "POST", "/me/sendMail", Message(Upn("adele.vance"))))]);
        await Clock.WaitForTimersAsync(4);
        Clock.Advance(TimeSpan.FromSeconds(1));

        var batch = await answer;
        Assert.Equal([202, 202, 202, 202, 429, 429], batch.Statuses);
        Assert.Equal(("ApplicationThrottled", "1"), (batch.Items["5"].ErrorCode, batch.Items["5"].Header("Retry-After")));
    }

    [Fact]
    public async Task A_message_may_be_accepted_although_the_connection_is_lost()
    {
        Graph.Faults.Script(new() { PathContains = "sendMail", Action = SandboxFaultAction.Drop, AfterWork = true });

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PostAsync("/v1.0/me/sendMail", Message(Upn("adele.vance"))));

        Assert.Single(Tenant.Mail.Sent);
    }

    private static (int, string?) Of(Answer answer) => (answer.Status, answer.ErrorCode);

    private void Use(SandboxTokenOptions options)
    {
        Graph.Tokens.RequireIssued = true;
        Client.DefaultRequestHeaders.Authorization = new("Bearer", Graph.Tokens.Issue(options));
    }

    public sealed class InProcess() : MailTests(Door.InProcess);

    public sealed class OverHttp() : MailTests(Door.Http);
}
