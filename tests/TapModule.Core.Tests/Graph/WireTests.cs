using System.Diagnostics;
using TapModule.Core.Diagnostics;
using TapModule.Core.Graph;
using TapModule.Core.Tests.Support;

namespace TapModule.Core.Tests.Graph;

/// <summary>What goes over the wire, read from the socket: the stack below changes, this does not.</summary>
public sealed class WireTests
{
    private const string Batch = """{"responses":[{"id":"1","status":204},{"id":"2","status":204}]}""";

    [Theory]
    [InlineData("")]
    [InlineData("/graph")]
    public async Task A_plain_request_is_what_we_say_and_nothing_else(string folder)
    {
        await using var server = new RawServer(RawServer.Answer("{}", "201 Created"));
        using var connection = await Given.ConnectAsync(new Uri(server.Address + folder.TrimStart('/')));

        await connection.Client.SendAsync(new GraphRequest(GraphVerb.Post, GraphPath.Passes("o'brien#EXT#@contoso.example"), "{\"lifetimeInMinutes\":60}"u8.ToArray()), NullLog.Instance, default);

        var request = Assert.Single(server.Requests);
        Assert.Equal($"POST {folder}/v1.0/users/o%27brien%23EXT%23%40contoso.example/authentication/temporaryAccessPassMethods HTTP/1.1", RawServer.Head(request)[0]);
        Assert.Equal("""{"lifetimeInMinutes":60}""", RawServer.Body(request));
        Assert.Equal(
            [
                "Accept-Encoding: gzip, deflate, br", "Accept: application/json", $"Authorization: Bearer {Given.Token}", "Content-Length: 24", "Content-Type: application/json",
                $"Host: 127.0.0.1:{server.Port}", "User-Agent: TapModule/1.2.3", "client-request-id: *",
            ],
            HeadersOf(request));
    }

    [Fact]
    public async Task A_read_and_an_advanced_query_have_no_body_and_the_header_that_they_need()
    {
        await using var server = new RawServer(RawServer.Answer("""{"value":[]}"""));
        using var connection = await Given.ConnectAsync(server.Address);

        await connection.Client.SendAsync(new GraphRequest(GraphVerb.Get, "/users?$count=true") { IsEventual = true }, NullLog.Instance, default);

        var request = Assert.Single(server.Requests);
        Assert.Equal("GET /v1.0/users?$count=true HTTP/1.1", RawServer.Head(request)[0]);
        Assert.Equal(
            [
                "Accept-Encoding: gzip, deflate, br", "Accept: application/json", $"Authorization: Bearer {Given.Token}", "ConsistencyLevel: eventual",
                $"Host: 127.0.0.1:{server.Port}", "User-Agent: TapModule/1.2.3", "client-request-id: *",
            ],
            HeadersOf(request));
    }

    [Fact]
    public async Task An_envelope_has_a_length_and_holds_each_request_once()
    {
        await using var server = new RawServer(RawServer.Answer(Batch));
        using var connection = await Given.ConnectAsync(server.Address);

        await connection.Client.SendBatchAsync(
            [new(GraphVerb.Post, GraphPath.Passes("a/b@contoso.example"), "{}"u8.ToArray()), new(GraphVerb.Get, GraphPath.Passes("$strange@contoso.example"))], NullLog.Instance, default);

        var request = Assert.Single(server.Requests);
        Assert.Equal("POST /v1.0/$batch HTTP/1.1", RawServer.Head(request)[0]);
        Assert.Contains($"Content-Length: {RawServer.Body(request).Length}", RawServer.Head(request));
        Assert.Equal(
            """{"requests":[{"id":"1","method":"POST","url":"/users/a%2Fb%40contoso.example/authentication/temporaryAccessPassMethods","headers":{"Content-Type":"application/json"},"body":{}},"""
            + """{"id":"2","method":"GET","url":"/users(\u0027%24strange%40contoso.example\u0027)/authentication/temporaryAccessPassMethods"}]}""",
            RawServer.Body(request));
    }

    /// <summary>A host that traces its own work must not make ours carry its ids to somebody else's service.</summary>
    [Fact]
    public async Task A_host_that_traces_adds_nothing()
    {
        using var tracing = new ActivityListener { ShouldListenTo = _ => true, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(tracing);
        using var activity = new Activity("host").SetBaggage("secret", "of-the-host").Start();
        await using var server = new RawServer(RawServer.Answer("{}"));
        using var connection = await Given.ConnectAsync(server.Address);

        await connection.Client.SendAsync(new GraphRequest(GraphVerb.Get, "/users"), NullLog.Instance, default);

        Assert.Equal(6, HeadersOf(Assert.Single(server.Requests)).Length);
    }

    [Theory]
    [InlineData("307 Temporary Redirect")]
    [InlineData("308 Permanent Redirect")]
    [InlineData("302 Found")]
    public async Task A_redirect_is_one_request_and_a_definite_answer(string status)
    {
        await using var server = new RawServer(RawServer.Answer("", status, "Location: /elsewhere\r\n"));
        using var connection = await Given.ConnectAsync(server.Address);

        var reply = await connection.Client.SendAsync(new GraphRequest(GraphVerb.Post, "/users", "{}"u8.ToArray()), NullLog.Instance, default);

        Assert.Single(server.Requests);
        Assert.Equal((int.Parse(status[..3], System.Globalization.CultureInfo.InvariantCulture), Core.Errors.ReplyMeaning.Answer), (reply.Status, reply.Meaning));
    }

    [Theory]
    [InlineData("503 Service Unavailable")]
    [InlineData("429 Too Many Requests")]
    [InlineData("504 Gateway Timeout")]
    public async Task The_stack_repeats_nothing_by_itself(string status)
    {
        await using var server = new RawServer(RawServer.Answer("{}", status, "Retry-After: 0\r\n"));
        using var connection = await Given.ConnectAsync(server.Address);

        await connection.Client.SendAsync(new GraphRequest(GraphVerb.Post, "/users", "{}"u8.ToArray()), NullLog.Instance, default);

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_envelope_goes_out_whole_a_second_time_after_its_token_was_refused()
    {
        var answers = new Queue<string>([RawServer.Answer("{}", "401 Unauthorized"), RawServer.Answer(Batch)]);
        await using var server = new RawServer((_, stream, token) => stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(answers.Dequeue()), token).AsTask());
        var tokens = 0;
        using var connection = await Given.ConnectAsync(options => options with
        {
            GraphEndpoint = server.Address,
            SignIn = new Core.SignIn.Methods.ExternalSignIn("test", _ => Task.FromResult(Given.Secure($"token-{++tokens}"))),
        });

        var reply = await connection.Client.SendBatchAsync([new(GraphVerb.Delete, "/users/1"), new(GraphVerb.Delete, "/users/2")], NullLog.Instance, default);

        Assert.Equal([204, 204], reply.Items.Select(item => item.Status));
        Assert.Equal(["Authorization: Bearer token-1", "Authorization: Bearer token-2"], server.Requests.Select(request => RawServer.Head(request).Single(line => line.StartsWith("Authorization", StringComparison.Ordinal))));
        Assert.Single(server.Requests.Select(RawServer.Body).Distinct());
        Assert.All(reply.Items, item => Assert.Equal(2, item.TokenNumber));
    }

    private static string[] HeadersOf(string request) =>
        [.. RawServer.Head(request).Skip(1).Select(line => line.StartsWith("client-request-id: ", StringComparison.Ordinal) && Guid.TryParse(line[19..], out _) ? "client-request-id: *" : line).Order(StringComparer.Ordinal)];
}
