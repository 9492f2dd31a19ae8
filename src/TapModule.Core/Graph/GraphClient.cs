using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.SignIn.Tokens;
using TapModule.Core.Text;

namespace TapModule.Core.Graph;

/// <summary>
/// Sends requests, alone or in a batch, once each, and says what is known afterwards. It knows the wire and nothing of passes;
/// what to do about a bad answer is for <see cref="RetryRule"/> and the callers.
/// <para>
/// Whatever goes wrong once a request may have been sent is a reply that says so. Exceptions mean that nothing was sent.
/// </para>
/// </summary>
internal sealed class GraphClient(HttpClient http, TokenKeeper tokens, Uri versionRoot, ServiceClock clock, TimeProvider time)
{
    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");

    private readonly string _root = versionRoot.AbsoluteUri.TrimEnd('/');

    public ServiceClock Clock => clock;

    public TimeProvider Time => time;

    /// <summary>
    /// The token with which a request went out was refused; the next request takes a new one. Says no where that was tried already
    /// for this very request.
    /// </summary>
    public bool Renew(GraphReply refused)
    {
        if (refused.TokenWasRenewed) return false;
        tokens.Refuse(refused.TokenNumber, refused.Claims);
        return true;
    }

    /// <exception cref="TapServiceException">No token could be had, or nobody to be trusted answers there.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by the caller.</exception>
    public async Task<GraphReply> SendAsync(GraphRequest request, ITapLog log, CancellationToken cancellationToken)
    {
        var (reply, content) = await ExchangeAsync(request, log, cancellationToken).ConfigureAwait(false);
        if (reply.Status == 0) return reply.To(request);
        try
        {
            return reply.With(Parse(content)).To(request);
        }
        catch (Exception unreadable)
        {
            // An unreadable refusal is still a refusal; only a success that cannot be read leaves something open.
            return (reply.IsSuccess ? GraphReply.Lost(unreadable, reply.ClientRequestId) : reply).To(request);
        }
    }

    /// <summary>One reply for each request, in their order.</summary>
    /// <exception cref="TapServiceException">No token could be had, or nobody to be trusted answers there.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by the caller.</exception>
    public async Task<BatchReply> SendBatchAsync(IReadOnlyList<GraphRequest> requests, ITapLog log, CancellationToken cancellationToken)
    {
        var (envelope, content) = await ExchangeAsync(new GraphRequest(GraphVerb.Post, "/$batch", BatchBody.Write(requests)), log, cancellationToken).ConfigureAwait(false);
        try
        {
            if (!envelope.IsSuccess) return BatchReply.Whole(envelope.With(Parse(content)), requests);
            return new BatchReply(null, BatchBody.Read(Parse(content), requests, envelope.ClientRequestId, envelope.TokenNumber, clock.Now));
        }
        catch (Exception unreadable)
        {
            return BatchReply.Whole(envelope.IsSuccess ? GraphReply.Lost(unreadable, envelope.ClientRequestId) : envelope, requests);
        }
    }

    /// <summary>
    /// Turns a next link into a path of this connection. Links to other hosts are refused: the token would go along.
    /// </summary>
    /// <exception cref="TapServiceException">The link leads elsewhere.</exception>
    public string PathOf(string nextLink)
    {
        if (Uri.TryCreate(nextLink, UriKind.Absolute, out var link) && link.AbsoluteUri is var absolute && absolute.StartsWith(_root + "/", StringComparison.Ordinal))
            return absolute.Substring(_root.Length);
        throw new TapServiceException(ErrorTable.Describe(
            TapErrorId.GraphError, $"The service's next page lies at another address ('{(link is null ? "unreadable" : link.Host)}'); it was not followed."));
    }

    /// <summary>Sends the request and reads its answer, of which nothing but the headers is looked at.</summary>
    private async Task<(GraphReply Reply, ReadOnlyMemory<byte> Content)> ExchangeAsync(GraphRequest request, ITapLog log, CancellationToken cancellationToken)
    {
        var clientRequestId = Guid.NewGuid().ToString();
        using var message = Message(request, clientRequestId);
        var token = TokenUse.AddTo(message);
        var sentAt = time.GetUtcNow();
        var started = time.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            clock.Learn(ReplyHeaders.Date(ReplyHeaders.Of(response, "Date")), sentAt);
            var reply = Reply(response, clientRequestId, token);
            log.Debug($"{request.Method} {Shown(request.Path)} answered {reply.Status} in {Elapsed(started)} ms, request-id {reply.RequestId}, client-request-id {clientRequestId}");
            return (reply, (response.Content as ReceivedBody)?.Bytes ?? default);
        }
        catch (Exception failure) when (failure is not TapServiceException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // No use in asking again, nor for the next row: whoever answers there is not who it should be.
            if (Innermost(failure) is AuthenticationException untrusted) throw Untrusted(untrusted);
            log.Debug($"{request.Method} {Shown(request.Path)} got no answer after {Elapsed(started)} ms ({Innermost(failure).GetType().Name}), client-request-id {clientRequestId}");
            return (GraphReply.Lost(failure, clientRequestId, WasSent(failure)), default);
        }
    }

    private HttpRequestMessage Message(GraphRequest request, string clientRequestId)
    {
        var message = new HttpRequestMessage(request.HttpMethod, new Uri(_root + request.Path));
        message.Headers.Accept.Add(Json);
        message.Headers.Add("client-request-id", clientRequestId);
        if (request.IsEventual) message.Headers.Add("ConsistencyLevel", "eventual");
        if (request.Body is null) return message;
        message.Content = new ByteArrayContent(request.Body);
        message.Content.Headers.ContentType = Json;
        return message;
    }

    private GraphReply Reply(HttpResponseMessage response, string clientRequestId, TokenUse token)
    {
        var status = (int)response.StatusCode;
        return new GraphReply
        {
            Meaning = GraphReply.MeaningOf(status),
            Status = status,
            RequestId = ReplyHeaders.Of(response, "request-id"),
            ClientRequestId = clientRequestId,
            RetryAfter = ReplyHeaders.RetryAfter(ReplyHeaders.Of(response, "Retry-After"), clock.Now),
            LimitUsed = ReplyHeaders.LimitUsed(ReplyHeaders.Of(response, ReplyHeaders.LimitPercentage)),
            Claims = response.StatusCode == HttpStatusCode.Unauthorized ? ReplyHeaders.Claims(ReplyHeaders.Of(response, "WWW-Authenticate")) : null,
            TokenNumber = token.Number,
            TokenWasRenewed = token.WasRenewed,
        };
    }

    private TapServiceException Untrusted(AuthenticationException untrusted) => new(ErrorTable.Describe(
        TapErrorId.ServiceUnavailable,
        $"No connection that this machine trusts could be made to '{versionRoot.Host}'; nothing was sent. {ForeignText.Of(untrusted)}",
        advice: "Somebody may stand between you and the service. If that is your organisation's own proxy, or your own test server, add its root certificate to this machine's trusted ones. The check is never skipped."));

    private long Elapsed(long started) => (long)time.GetElapsedTime(started).TotalMilliseconds;

    /// <summary>Queries may hold names that were searched for; they stay out of the log.</summary>
    private static string Shown(string path) => path.IndexOf('?') is >= 0 and var query ? path.Substring(0, query) + "?…" : path;

    /// <summary>Some gateways put a byte order mark before the JSON.</summary>
    private static JsonElement Parse(ReadOnlyMemory<byte> content)
    {
        if (content.Span.StartsWith("\uFEFF"u8)) content = content.Slice(3);
        // Not disposed: the replies' bodies are views into it.
        return content.IsEmpty ? default : JsonDocument.Parse(content).RootElement;
    }

    /// <summary>False only where the connection certainly never came about.</summary>
    private static bool WasSent(Exception failure)
    {
#if NET
        // Of a proxy that makes no tunnel, too: what was to go through it did not.
        if (failure is OperationCanceledException { InnerException: TimeoutException }) return false; // ConnectTimeout
        if (failure is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError }) return false;
#else
        if (Chain(failure).OfType<WebException>().Any(web => web.Status is WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure or WebExceptionStatus.ConnectFailure)) return false;
#endif
        return Innermost(failure) is not SocketException
        {
            SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable
                or SocketError.NetworkUnreachable or SocketError.TryAgain or SocketError.NoData or SocketError.NetworkDown
        };
    }

    private static Exception Innermost(Exception failure) => Chain(failure).Last();

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException) yield return e;
    }
}
