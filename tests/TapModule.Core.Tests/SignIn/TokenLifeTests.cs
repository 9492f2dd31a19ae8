using System.Globalization;
using System.Text.Json;
using TapModule.Authority.Server;
using TapModule.Core.Bulk;
using TapModule.Core.Connections;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.Passes;
using TapModule.Core.Runs;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.Tests.Support;

namespace TapModule.Core.Tests.SignIn;

/// <summary>What becomes of requests and runs when the service refuses a token: at once, in a batch, again, or for good.</summary>
public sealed class TokenLifeTests : SignInTest
{
    private const string Claims = """{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}""";

    private string _first = "";

    [Theory]
    [InlineData(Claims)]
    [InlineData(null)]
    public async Task A_refused_request_is_sent_again_with_a_new_token(string? claims)
    {
        var connection = await ConnectAsync();
        Graph.Answer = (token, _) => Task.FromResult(token == _first ? StubGraph.Unauthorized(claims) : StubGraph.Ok("{}"));

        var reply = await SendAsync(connection);

        Assert.Equal(200, reply.Status);
        Assert.Equal(2, Graph.Tokens.Distinct().Count());
        Assert.Equal(2, State.TokenRequests.Count);
        if (claims is not null) Assert.Contains("1700000000", State.TokenRequests.Last()["claims"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Claims, TapErrorId.ClaimsChallenge)]
    [InlineData(null, TapErrorId.AuthenticationFailed)]
    public async Task A_second_refusal_is_the_answer(string? claims, TapErrorId reason)
    {
        var connection = await ConnectAsync();
        Graph.Answer = (_, _) => Task.FromResult(StubGraph.Unauthorized(claims));

        var reply = await SendAsync(connection);

        Assert.Equal(reason, reply.ToError("Asking").Reason);
        Assert.Equal(2, Graph.Tokens.Count);
        Assert.Equal(2, State.TokenRequests.Count);
    }

    [Theory]
    [InlineData(Claims)]
    [InlineData(null)]
    public async Task Challenges_of_many_batch_items_are_answered_by_one_renewal(string? claims)
    {
        var connection = await ConnectAsync();
        Graph.Answer = async (token, request) => await AnswerAsync(request, _ => token == _first ? 401 : 200, claims);

        var (outcomes, fatal) = Run(connection, rows: 200);

        Assert.Null(fatal);
        Assert.Equal(200, outcomes.Count(o => o.Ending == RowEnding.Done));
        Assert.Equal(2, State.TokenRequests.Count);
    }

    [Theory]
    [InlineData(Claims, TapErrorId.ClaimsChallenge)]
    [InlineData(null, TapErrorId.AuthenticationFailed)]
    public async Task An_item_that_is_challenged_again_ends_the_run_in_order(string? claims, TapErrorId reason)
    {
        var connection = await ConnectAsync();
        // One user's item is refused for ever; the others' are good.
        Graph.Answer = async (_, request) => await AnswerAsync(request, url => url.Contains("user7%40", StringComparison.Ordinal) || url.Contains("user7@", StringComparison.Ordinal) ? 401 : 200, claims);

        var (outcomes, fatal) = Run(connection, rows: 20);

        Assert.Equal(reason, fatal!.Reason);
        Assert.Equal(reason, Assert.Single(outcomes, o => o.Row.User == "user7@contoso.example").Error!.Reason);
        Assert.All(outcomes.Where(o => o.Row.User != "user7@contoso.example"), o => Assert.Equal(RowEnding.Done, o.Ending));
        // One for the item in its batch, and one more if it travelled alone the second time.
        Assert.InRange(State.TokenRequests.Count, 2, 3);
    }

    [Fact]
    public async Task An_envelope_that_is_refused_for_good_is_sent_twice_and_ends_the_run()
    {
        var connection = await ConnectAsync();
        Graph.Answer = (_, _) => Task.FromResult(StubGraph.Unauthorized());

        var (outcomes, fatal) = Run(connection, rows: 3, batches: 1);

        Assert.Equal(TapErrorId.AuthenticationFailed, fatal!.Reason);
        Assert.All(outcomes, o => Assert.Equal(TapErrorId.AuthenticationFailed, o.Error!.Reason));
        Assert.InRange(Graph.Tokens.Count, 2, 4);
    }

    [Fact]
    public async Task A_sign_in_that_is_revoked_in_mid_run_ends_it_with_every_known_outcome()
    {
        var connection = await ConnectAsync();
        var sent = 0;
        Graph.Answer = async (_, request) =>
        {
            if (Interlocked.Increment(ref sent) < 4) return await AnswerAsync(request, _ => 200, null);
            State.Refuse = _ => new AuthorityException("invalid_client", 7000112, "The application is disabled.");
            return StubGraph.Unauthorized();
        };

        var (outcomes, fatal) = Run(connection, rows: 500);

        Assert.Equal(TapErrorId.AuthenticationFailed, fatal!.Reason);
        Assert.Contains("disabled", fatal.Message, StringComparison.Ordinal);
        // What was done is told; what was not sent has no outcome, and nothing is told twice.
        Assert.All(outcomes, o => Assert.Equal(RowEnding.Done, o.Ending));
        Assert.NotEmpty(outcomes);
        Assert.Equal(outcomes.Count, outcomes.Select(o => o.Row.User).Distinct().Count());
    }

    private static async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, Func<string, int> status, string? claims)
    {
        if (request.Content is null)
            return status(request.RequestUri!.ToString()) == 401 ? StubGraph.Unauthorized(claims) : StubGraph.Ok("""{"value":[]}""");
        using var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync());
        var headers = claims is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["WWW-Authenticate"] = StubGraph.Challenge(claims) };
        var responses = body.RootElement.GetProperty("requests").EnumerateArray().Select(item => new { id = item.GetProperty("id").GetString(), code = status(item.GetProperty("url").GetString()!) }).Select(item => new
        {
            item.id,
            status = item.code,
            headers = item.code == 401 ? headers : [],
            body = item.code == 401 ? (object)new { error = new { code = "InvalidAuthenticationToken", message = "Expired." } } : new { value = Array.Empty<object>() },
        });
        return StubGraph.Ok(JsonSerializer.Serialize(new { responses }));
    }

    private (List<RowOutcome> Outcomes, TapError? Fatal) Run(GraphConnection connection, int rows, int batches = 4)
    {
        using var run = new RunDriver(connection, Lane.Read, new BulkOptions { ThrottleLimit = batches }, explain: null, record: null, Watch);
        var sink = new TestSink();
        var fatal = sink.Carry(run, Enumerable.Range(0, rows).Select(i => new GetPassOperation($"user{i.ToString(CultureInfo.InvariantCulture)}@contoso.example", null, i + 1)));
        return ([.. sink.Outcomes], fatal);
    }

    private async Task<GraphConnection> ConnectAsync()
    {
        var secret = Secret("s3cret~of.the-application-0123456789");
        App("UserAuthMethod-TAP.Read.All").Secrets.Add(secret);
        var connection = await OpenAsync(new ClientSecretSignIn(State.TenantId, ClientId, Secure(secret)));
        _first = State.Secrets.Last();
        return connection;
    }

    private Task<GraphReply> SendAsync(GraphConnection connection) => connection.Client.SendAsync(new GraphRequest(GraphVerb.Get, "/users"), Watch, CancellationToken.None);
}
