using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.Tests.SignIn;
using TapModule.Core.Tests.Support;

namespace TapModule.Core.Tests.Graph;

/// <summary>Whatever an answer holds: it, or the one item, is unclear, and never an exception or a wrong answer.</summary>
public sealed class OddAnswerTests
{
    private static readonly GraphRequest Create = new(GraphVerb.Post, "/users/a/authentication/temporaryAccessPassMethods", "{}"u8.ToArray());

    /// <summary>Item 1 of three is odd; the others must not suffer.</summary>
    public static TheoryData<string, string> OddItems => new()
    {
        { "no status", """{"id":"1","body":{}}""" },
        { "a status in words", """{"id":"1","status":"x"}""" },
        { "a broken status", """{"id":"1","status":20.5}""" },
        { "status 0", """{"id":"1","status":0}""" },
        { "status 100", """{"id":"1","status":100}""" },
        { "status 199", """{"id":"1","status":199}""" },
        { "status 600", """{"id":"1","status":600}""" },
        { "status -201", """{"id":"1","status":-201}""" },
        { "no id", """{"status":201}""" },
        { "an id that is a number", """{"id":1,"status":201}""" },
        { "half a surrogate as id", """{"id":"\ud83d","status":201}""" },
        { "half a surrogate as a name", """{"\ud83d":1,"id":"\ud83d","status":201}""" },
        { "an id of another batch", """{"id":"21","status":201}""" },
        { "no item", "null" },
        { "a list for an item", "[1]" },
    };

    public static TheoryData<string, string> HarmlessHeaders => new()
    {
        { "Retry-After", "NaN" },
        { "Retry-After", "Infinity" },
        { "Retry-After", "-Infinity" },
        { "Retry-After", "-5" },
        { "Retry-After", "99999999999999999999" },
        { "Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT" },
        { "Retry-After", "\ud83d" },
        { "Date", "Fri, 31 Dec 9999 23:59:59 GMT" },
        { "Date", "Mon, 01 Jan 0001 00:00:00 GMT" },
        { "Date", "tomorrow" },
        { "WWW-Authenticate", "Bearer error=\"insufficient_claims\", claims=\"====\"" },
        { "WWW-Authenticate", "Bearer error=\"insufficient_claims\", claims=\"/w==\"" },
    };

    [Theory, MemberData(nameof(OddItems))]
    public async Task An_odd_item_is_unclear_and_the_others_keep_their_answers(string what, string item)
    {
        var items = await BatchAsync($$$"""{"responses":[{{{item}}},{"id":"3","status":201,"body":{"id":"c"}},{"id":"2","status":403}]}""");

        Assert.True(items[0] is { Meaning: ReplyMeaning.Unclear, Status: 0 }, what);
        Assert.Equal([403, 201], [items[1].Status, items[2].Status]);
    }

    [Theory]
    [InlineData("""{"id":"1","status":201,"body":{"id":"a"}},{"id":"1","status":201,"body":{"id":"b"}}""")]
    [InlineData("""{"id":"1","status":201,"body":{"id":"a"}},{"id":"1","status":403}""")]
    [InlineData("""{"id":"1","status":403},{"id":"1","status":201},{"id":"1","status":201}""")]
    [InlineData("""{"id":"1","status":"x"},{"id":"1","status":201}""")]
    public async Task An_item_that_was_answered_twice_is_unclear(string twice)
    {
        var items = await BatchAsync($$$"""{"responses":[{{{twice}}},{"id":"2","status":201},{"id":"3","status":201}]}""");

        Assert.Equal([ReplyMeaning.Unclear, ReplyMeaning.Answer, ReplyMeaning.Answer], items.Select(i => i.Meaning));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"responses":{}}""")]
    [InlineData("""{"responses":[{"id":"1","sta""")]
    [InlineData("<html>")]
    public async Task An_envelope_that_cannot_be_read_leaves_every_item_unclear(string body)
    {
        var items = await BatchAsync(body);

        Assert.All(items, item => Assert.Equal(ReplyMeaning.Unclear, item.Meaning));
    }

    [Fact]
    public async Task Text_that_cannot_be_decoded_is_missing_and_the_rest_of_the_answer_counts()
    {
        var reply = (await BatchAsync("""{"responses":[{"id":"1","status":403,"headers":{"request-id":"\ud83d"},"body":{"error":{"code":"accessDenied","message":"cut in an emoji \ud83d"}}}]}"""))[0];

        Assert.Equal(("accessDenied", ""), (reply.Error!.Code, reply.Error.Message));
        Assert.Equal(TapErrorId.MissingPermission, reply.ToError("Issuing").Reason);
    }

    [Theory, MemberData(nameof(HarmlessHeaders))]
    public async Task A_header_that_makes_no_sense_is_one_that_was_not_sent(string name, string value)
    {
        var reply = await SendAsync(_ => With(name, value, new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)));
        var item = (await BatchAsync($$"""{"responses":[{"id":"1","status":503,"headers":{"{{name}}":{{System.Text.Json.JsonSerializer.Serialize(value)}} } }]}"""))[0];

        Assert.All([reply, item], r =>
        {
            Assert.Equal((503, ReplyMeaning.NotDone), (r.Status, r.Meaning));
            Assert.True(r.RetryAfter is null || r.RetryAfter == TimeSpan.Zero, $"{r.RetryAfter}");
            Assert.Null(r.Claims);
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(600)]
    [InlineData(999)]
    public async Task A_status_that_is_not_HTTPs_is_unclear(int status) =>
        Assert.Equal(ReplyMeaning.Unclear, (await SendAsync(_ => new HttpResponseMessage((HttpStatusCode)status))).Meaning);

    [Fact]
    public async Task A_byte_order_mark_before_the_JSON_does_no_harm()
    {
        var reply = await SendAsync(_ => new HttpResponseMessage(HttpStatusCode.Created) { Content = new ByteArrayContent([0xEF, 0xBB, 0xBF, .. "{\"id\":\"a\"}"u8]) });

        Assert.Equal("a", reply.Body.GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task A_body_that_does_not_match_its_encoding_is_an_unclear_answer(string encoding)
    {
        await using var server = new RawServer(RawServer.Answer("{\"id\":\"a\"}", "201 Created", $"Content-Encoding: {encoding}\r\n"));
        using var connection = await Given.ConnectAsync(server.Address);

        var reply = await connection.Client.SendAsync(Create, NullLog.Instance, default);
        var read = await connection.Client.SendAsync(new GraphRequest(GraphVerb.Get, "/users"), NullLog.Instance, default);

        Assert.Equal((0, ReplyMeaning.Unclear), (reply.Status, reply.Meaning));
        Assert.Equal((0, ReplyMeaning.NotDone), (read.Status, read.Meaning));
    }

    [Fact]
    public async Task Two_hundred_megabytes_are_not_read()
    {
        var sent = 0L;
        var chunk = new byte[64 * 1024];
        await using var server = new RawServer(async (_, stream, token) =>
        {
            await stream.WriteAsync("HTTP/1.1 201 Created\r\nConnection: close\r\n\r\n"u8.ToArray(), token);
            for (; sent < 200L * 1024 * 1024; sent += chunk.Length) await stream.WriteAsync(chunk, token);
        });

        await AssertTooLargeAsync(server);

        Assert.InRange(sent, 0, 40L * 1024 * 1024);
    }

    [Fact]
    public async Task An_answer_that_says_that_it_is_too_large_is_not_even_begun()
    {
        await using var server = new RawServer("HTTP/1.1 201 Created\r\nContent-Length: 209715200\r\n\r\n");

        await AssertTooLargeAsync(server);
    }

    [Fact]
    public async Task A_small_answer_that_unpacks_to_hundreds_of_megabytes_is_not_unpacked()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 300; i++) gzip.Write(zeros);
        }

        await using var server = new RawServer(async (_, stream, token) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 201 Created\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\nConnection: close\r\n\r\n"), token);
            await stream.WriteAsync(packed.ToArray(), token);
        });
        var before = GC.GetTotalAllocatedBytes();

        await AssertTooLargeAsync(server);

        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 200L * 1024 * 1024);
    }

    [Fact]
    public async Task The_largest_answer_that_is_allowed_arrives_whole()
    {
        var text = new string('a', TimeLimitHandler.MostBytes - 2);
        await using var server = new RawServer(RawServer.Answer($"\"{text}\""));
        using var connection = await Given.ConnectAsync(server.Address);

        var reply = await connection.Client.SendAsync(new GraphRequest(GraphVerb.Get, "/users"), NullLog.Instance, default);

        Assert.Equal(text.Length, reply.Body.GetString()!.Length);
    }

    /// <summary>The injected clock decides, and the body counts: headers alone are not an answer.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"id\"")]
    public async Task A_try_ends_when_its_time_is_up_by_the_injected_clock(string begun)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var arrived = new TaskCompletionSource();
        await using var server = new RawServer(async (_, stream, token) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(begun), token);
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        });
        using var connection = await Given.ConnectAsync(options => options with { GraphEndpoint = server.Address, Time = clock, NetworkTimeout = TimeSpan.FromSeconds(100) });
        var sending = connection.Client.SendAsync(Create, NullLog.Instance, default);
        await arrived.Task;

        clock.Advance(TimeSpan.FromSeconds(99));
        await Task.Yield();
        Assert.False(sending.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        var reply = await sending.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal((0, ReplyMeaning.Unclear), (reply.Status, reply.Meaning));
        Assert.Contains("100 seconds", reply.ToError("Issuing").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_callers_own_cancellation_is_told_as_such()
    {
        await using var server = new RawServer((_, _, token) => Task.Delay(Timeout.Infinite, token));
        using var connection = await Given.ConnectAsync(server.Address);
        using var cancel = new CancellationTokenSource();
        var sending = connection.Client.SendAsync(Create, NullLog.Instance, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    private static async Task AssertTooLargeAsync(RawServer server)
    {
        using var connection = await Given.ConnectAsync(server.Address);

        var reply = await connection.Client.SendAsync(Create, NullLog.Instance, default);

        Assert.Equal((0, ReplyMeaning.Unclear), (reply.Status, reply.Meaning));
        Assert.Contains("larger than 8 MB", reply.ToError("Issuing").Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<GraphReply>> BatchAsync(string body)
    {
        using var graph = new StubGraph { Answer = (_, _) => Task.FromResult(StubGraph.Ok(body)) };
        using var connection = await Given.ConnectAsync(options => options with { Handler = graph });
        return (await connection.Client.SendBatchAsync([Create, Create, Create], NullLog.Instance, default)).Items;
    }

    private static async Task<GraphReply> SendAsync(Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        using var graph = new StubGraph { Answer = (_, request) => Task.FromResult(answer(request)) };
        using var connection = await Given.ConnectAsync(options => options with { Handler = graph });
        return await connection.Client.SendAsync(Create, NullLog.Instance, default);
    }

    private static HttpResponseMessage With(string name, string value, HttpResponseMessage answer)
    {
        answer.Headers.TryAddWithoutValidation(name, value);
        return answer;
    }
}
