using System.Net.Http.Headers;
using System.Text.Json;
using TapModule.Core.Errors;
using TapModule.Core.Text;

namespace TapModule.Core.SignIn.Credentials;

/// <summary>The GitHub Actions job that this runs in, as an issuer of OIDC tokens. Source: GitHub, "OpenID Connect reference".</summary>
internal sealed class GitHubJob
{
    /// <summary>Bytes of an answer; a token has some thousand.</summary>
    private const int MostBytes = 256 * 1024;

    private readonly Uri _address;
    private readonly string _requestToken;
    private readonly HttpMessageHandler? _handler;

    private GitHubJob(Uri address, string requestToken, HttpMessageHandler? handler)
    {
        _address = address;
        _requestToken = requestToken;
        _handler = handler;
    }

    /// <exception cref="TapServiceException"><see cref="TapErrorId.AuthenticationFailed"/>: this is no job, or it may not ask for tokens.</exception>
    public static GitHubJob FromEnvironment(string audience, HttpMessageHandler? handler)
    {
        var url = Environment.GetEnvironmentVariable("ACTIONS_ID_TOKEN_REQUEST_URL");
        var token = Environment.GetEnvironmentVariable("ACTIONS_ID_TOKEN_REQUEST_TOKEN");
        if (string.IsNullOrEmpty(url) || string.IsNullOrEmpty(token))
        {
            throw Refuse(
                "GitHub offers this job no OIDC token (ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are not set).",
                "Add to the workflow or job:  permissions: { id-token: write, contents: read }. This way to sign in works in GitHub Actions only.");
        }

        var separator = url.Contains('?') ? "&" : "?";
        if (!Uri.TryCreate($"{url}{separator}audience={Uri.EscapeDataString(audience)}", UriKind.Absolute, out var address) || !EndpointGuard.IsSafe(address))
            throw Refuse("ACTIONS_ID_TOKEN_REQUEST_URL is not an https address; the job's token is not sent there.", "Do not set this variable yourself; GitHub does.", TapErrorId.UnsafeEndpoint);
        return new GitHubJob(address, token, handler);
    }

    public async Task<string> GetTokenAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient(_handler ?? new HttpClientHandler { UseProxy = !_address.IsLoopback }, disposeHandler: _handler is null) { MaxResponseContentBufferSize = MostBytes };
        using var request = new HttpRequestMessage(HttpMethod.Get, _address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _requestToken);
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
            throw Refuse($"GitHub refused the job's OIDC token (HTTP {(int)answer.StatusCode}).", "Check that the job has the permission id-token: write.");
#if NET
        var text = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
#else
        var text = await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
#endif
        return Value(text) ?? throw Refuse("GitHub's answer holds no OIDC token.", "Try again; see githubstatus.com.");
    }

    private static string? Value(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.Text("value");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TapServiceException Refuse(string message, string advice, TapErrorId reason = TapErrorId.AuthenticationFailed) =>
        new(ErrorTable.Describe(reason, message, advice: advice));
}
