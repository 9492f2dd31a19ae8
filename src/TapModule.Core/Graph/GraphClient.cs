using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.SignIn.Tokens;

namespace TapModule.Core.Graph;

/// <summary>
/// Sends requests, alone or in a batch, once each, and says what is known afterwards. It knows the wire and nothing of passes;
/// what to do about a bad answer is for <see cref="RetryRule"/> and the callers.
/// </summary>
internal sealed class GraphClient(HttpPipeline pipeline, TokenKeeper tokens, Uri versionRoot, ServiceClock clock, TimeProvider time)
{
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

    /// <exception cref="TapServiceException">No token could be had.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by the caller.</exception>
    public async Task<GraphReply> SendAsync(GraphRequest request, ITapLog log, CancellationToken cancellationToken)
    {
        var (reply, content) = await ExchangeAsync(request.Verb, request.Path, request.Body, request.IsEventual, log, cancellationToken).ConfigureAwait(false);
        if (reply.Status == 0) return reply;
        try
        {
            return reply.With(content.Length == 0 ? default : JsonDocument.Parse(content).RootElement);
        }
        catch (JsonException unreadable)
        {
            // An unreadable refusal is still a refusal; only a success that cannot be read leaves something open.
            return reply.IsSuccess ? GraphReply.Lost(unreadable, reply.ClientRequestId) : reply;
        }
    }

    /// <summary>One reply for each request, in their order.</summary>
    /// <exception cref="TapServiceException">No token could be had.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by the caller.</exception>
    public async Task<BatchReply> SendBatchAsync(IReadOnlyList<GraphRequest> requests, ITapLog log, CancellationToken cancellationToken)
    {
        var body = BatchBody.Write(requests);
        var (envelope, content) = await ExchangeAsync(GraphVerb.Post, "/$batch", body, eventual: false, log, cancellationToken).ConfigureAwait(false);
        if (!envelope.IsSuccess) return BatchReply.Whole(envelope.With(TryParse(content)), requests.Count);
        try
        {
            return new BatchReply(null, BatchBody.Read(content, requests.Count, envelope.ClientRequestId, envelope.TokenNumber, clock.Now));
        }
        catch (JsonException unreadable)
        {
            return BatchReply.Whole(GraphReply.Lost(unreadable, envelope.ClientRequestId), requests.Count);
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
            TapReason.GraphError, $"The service's next page lies at another address ('{(link is null ? "unreadable" : link.Host)}'); it was not followed."));
    }

    private async Task<(GraphReply Reply, ReadOnlyMemory<byte> Content)> ExchangeAsync(GraphVerb verb, string path, byte[]? body, bool eventual, ITapLog log, CancellationToken cancellationToken)
    {
        using var message = pipeline.CreateMessage();
        var request = message.Request;
        request.Method = Method(verb);
        request.Uri.Reset(new Uri(_root + path));
        request.ClientRequestId = Guid.NewGuid().ToString();
        request.Headers.SetValue("Accept", "application/json");
        if (eventual) request.Headers.SetValue("ConsistencyLevel", "eventual");
        if (body is not null)
        {
            request.Headers.SetValue("Content-Type", "application/json");
            request.Content = RequestContent.Create(body);
        }

        var sentAt = time.GetUtcNow();
        var started = time.GetTimestamp();
        try
        {
            await pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not TapServiceException && Innermost(failure) is AuthenticationException untrusted)
        {
            // No use in asking again, nor for the next row: whoever answers there is not who it should be.
            throw new TapServiceException(ErrorTable.Describe(
                TapReason.ServiceUnavailable,
                $"No connection that this machine trusts could be made to '{request.Uri.Host}'; nothing was sent. {untrusted.Message}",
                advice: "Somebody may stand between you and the service. If that is your organisation's own proxy, or your own test server, add its root certificate to this machine's trusted ones. The check is never skipped."));
        }
        catch (Exception failure) when (IsTransportFailure(failure) && !cancellationToken.IsCancellationRequested)
        {
            log.Debug($"{request.Method} {Shown(path)} got no answer after {Elapsed(started)} ms ({Innermost(failure).GetType().Name}), client-request-id {request.ClientRequestId}");
            return (GraphReply.Lost(failure, request.ClientRequestId, WasSent(failure)), default);
        }

        var response = message.Response;
        response.Headers.TryGetValue("Date", out var date);
        clock.Learn(ReplyHeaders.Date(date), sentAt);
        response.Headers.TryGetValue("request-id", out var requestId);
        log.Debug($"{request.Method} {Shown(path)} answered {response.Status} in {Elapsed(started)} ms, request-id {requestId}, client-request-id {request.ClientRequestId}");
        response.Headers.TryGetValue("Retry-After", out var retryAfter);
        response.Headers.TryGetValue("WWW-Authenticate", out var challenge);
        var reply = new GraphReply
        {
            Meaning = GraphReply.MeaningOf(response.Status),
            Status = response.Status,
            RequestId = requestId,
            ClientRequestId = request.ClientRequestId,
            RetryAfter = ReplyHeaders.RetryAfter(retryAfter, clock.Now),
            Claims = response.Status == 401 ? ReplyHeaders.Claims(challenge) : null,
            TokenNumber = TokenPolicy.TokenNumber(message),
            TokenWasRenewed = TokenPolicy.WasRenewed(message),
        };
        return (reply, response.Content.ToMemory());
    }

    private long Elapsed(long started) => (long)time.GetElapsedTime(started).TotalMilliseconds;

    /// <summary>Queries may hold names that were searched for; they stay out of the log.</summary>
    private static string Shown(string path) => path.IndexOf('?') is >= 0 and var query ? path.Substring(0, query) + "?…" : path;

    private static JsonElement TryParse(ReadOnlyMemory<byte> content)
    {
        try
        {
            return content.Length == 0 ? default : JsonDocument.Parse(content).RootElement;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static bool IsTransportFailure(Exception failure) => failure
        is RequestFailedException or HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException or AggregateException;

    /// <summary>False only where the connection certainly never came about.</summary>
    private static bool WasSent(Exception failure) => Innermost(failure) switch
    {
        SocketException socket => socket.SocketErrorCode is not (SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable
            or SocketError.NetworkUnreachable or SocketError.TryAgain or SocketError.NoData or SocketError.NetworkDown),
        _ => true,
    };

    private static Exception Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner) failure = inner;
        return failure;
    }

    private static RequestMethod Method(GraphVerb verb) => verb switch
    {
        GraphVerb.Get => RequestMethod.Get,
        GraphVerb.Post => RequestMethod.Post,
        GraphVerb.Patch => RequestMethod.Patch,
        _ => RequestMethod.Delete,
    };
}
