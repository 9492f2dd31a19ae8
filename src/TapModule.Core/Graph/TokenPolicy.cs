using Azure.Core;
using Azure.Core.Pipeline;
using TapModule.Core.SignIn.Tokens;

namespace TapModule.Core.Graph;

/// <summary>
/// Adds the token, and answers a refusal of it (401, with or without a claims challenge) once: with a renewed token and the same
/// request, of which a refusal did nothing. A second refusal is the answer.
/// </summary>
internal sealed class TokenPolicy(TokenKeeper tokens) : HttpPipelinePolicy
{
    private const string NumberProperty = "TapModule.TokenNumber";
    private const string RenewedProperty = "TapModule.TokenWasRenewed";

    /// <summary>With which token the request went out last.</summary>
    public static int TokenNumber(HttpMessage message) => message.TryGetProperty(NumberProperty, out var number) ? (int)number! : 0;

    /// <summary>Whether the token was already renewed for this request.</summary>
    public static bool WasRenewed(HttpMessage message) => message.TryGetProperty(RenewedProperty, out _);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var token = await tokens.GetAsync(message.CancellationToken).ConfigureAwait(false);
        Authorize(message, token);
        await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
        if (message.Response.Status != 401) return;

        message.Response.Headers.TryGetValue("WWW-Authenticate", out var challenge);
        tokens.Refuse(token.Number, ReplyHeaders.Claims(challenge));
        Authorize(message, await tokens.GetAsync(message.CancellationToken).ConfigureAwait(false));
        message.SetProperty(RenewedProperty, true);
        message.Response.Dispose();
        await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Requests are sent asynchronously.");

    private static void Authorize(HttpMessage message, HeldToken token)
    {
        message.SetProperty(NumberProperty, token.Number);
        message.Request.Headers.SetValue("Authorization", "Bearer " + token.Value);
    }
}
