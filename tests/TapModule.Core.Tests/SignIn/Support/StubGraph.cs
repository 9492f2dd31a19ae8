using System.Collections.Concurrent;
using System.Net;

namespace TapModule.Core.Tests.SignIn;

/// <summary>Graph as a function from request to answer. Keeps the tokens that came.</summary>
internal sealed class StubGraph : HttpMessageHandler
{
    public ConcurrentQueue<string> Tokens { get; } = new();

    public ConcurrentQueue<Uri> Addresses { get; } = new();

    public Func<string, HttpRequestMessage, Task<HttpResponseMessage>> Answer { get; set; } = (_, _) => Task.FromResult(Ok("{}"));

    public static HttpResponseMessage Ok(string json) => new(HttpStatusCode.OK) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };

    /// <param name="claims">The claims of a challenge; null for a plain refusal.</param>
    public static HttpResponseMessage Unauthorized(string? claims = null)
    {
        var answer = new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = new StringContent("""{"error":{"code":"InvalidAuthenticationToken","message":"Access token has expired."}}""") };
        if (claims is not null) answer.Headers.TryAddWithoutValidation("WWW-Authenticate", Challenge(claims));
        return answer;
    }

    public static string Challenge(string claims) =>
        $"Bearer realm=\"\", error=\"insufficient_claims\", claims=\"{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(claims))}\"";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = request.Headers.Authorization?.Parameter ?? "";
        Tokens.Enqueue(token);
        Addresses.Enqueue(request.RequestUri!);
        var answer = await Answer(token, request);
        answer.RequestMessage = request;
        return answer;
    }
}
