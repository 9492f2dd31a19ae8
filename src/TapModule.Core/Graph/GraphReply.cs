using System.Text.Json;
using TapModule.Core.Errors;
using TapModule.Core.Text;

namespace TapModule.Core.Graph;

/// <summary>The answer to one request, whether it travelled alone or in a batch.</summary>
internal sealed record GraphReply
{
    public required ReplyMeaning Meaning { get; init; }

    /// <summary>0 where no answer came.</summary>
    public int Status { get; init; }

    /// <summary>Undefined where there is none. May hold a pass: never logged, never kept.</summary>
    public JsonElement Body { get; init; }

    public GraphErrorBody? Error { get; init; }

    /// <summary>Already rounded up to whole seconds; null if the service did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The share of a limit that is used up (1 is all of it), where the service says so: from 0.8 on.</summary>
    public double? LimitUsed { get; init; }

    public string? RequestId { get; init; }

    public string? ClientRequestId { get; init; }

    /// <summary>The claims of a 401 challenge, decoded; null if there is none.</summary>
    public string? Claims { get; init; }

    /// <summary>Which of the connection's tokens the request carried; 0 where none was sent.</summary>
    public int TokenNumber { get; init; }

    /// <summary>The request as a whole was refused, the token was renewed for it, and this is the answer after that.</summary>
    public bool TokenWasRenewed { get; init; }

    /// <summary>The transport's failure, where no answer came.</summary>
    public Exception? Cause { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Numbers that are not HTTP's say nothing about what was done.</summary>
    public static ReplyMeaning MeaningOf(int status) => status switch
    {
        429 or 509 => ReplyMeaning.Throttled,
        503 => ReplyMeaning.NotDone,
        408 or >= 500 or < 200 => ReplyMeaning.Unclear,
        _ => ReplyMeaning.Answer,
    };

    /// <param name="cause">Why there is no answer. Its text is another library's: what may be secret is taken out.</param>
    /// <param name="clientRequestId">Our id for the request.</param>
    /// <param name="wasSent">False only if the request certainly did not reach the service.</param>
    public static GraphReply Lost(Exception cause, string? clientRequestId, bool wasSent = true) => new()
    {
        Meaning = wasSent ? ReplyMeaning.Unclear : ReplyMeaning.NotDone,
        Cause = ForeignText.Strip(cause),
        ClientRequestId = clientRequestId,
    };

    /// <summary>What this reply, a success, is to a caller who finds that it is not what was asked for. For requests that only read.</summary>
    public GraphReply Unreadable() => Lost(new JsonException("What came is not what was asked for."), ClientRequestId, wasSent: false);

    /// <summary>The same reply as the answer to this request: where nothing could be changed, nothing is open.</summary>
    public GraphReply To(GraphRequest request) =>
        Meaning == ReplyMeaning.Unclear && request.ChangesNothing ? this with { Meaning = ReplyMeaning.NotDone } : this;

    /// <summary>The same reply with its body, and what a refusal's body tells.</summary>
    public GraphReply With(JsonElement body)
    {
        var error = Status >= 400 ? GraphErrorBody.Read(body) : null;
        return this with { Body = body, Error = error, RequestId = RequestId ?? error?.RequestId };
    }

    /// <summary>Nothing of the body: it may hold a pass.</summary>
    public override string ToString() => $"HTTP {Status}";

    /// <summary>The failure that this reply tells.</summary>
    /// <param name="what">What was attempted, as the start of a sentence: "Issuing a pass for 'x'".</param>
    /// <param name="user">The user concerned.</param>
    /// <param name="row">The row's number.</param>
    public TapError ToError(string what, string? user = null, int? row = null) => ErrorTable.FromRefusal(
        new Refusal(Status, Error?.Code, Error?.Message, Meaning, Claims is not null, RequestId, ClientRequestId, Cause), what, user, row);
}
