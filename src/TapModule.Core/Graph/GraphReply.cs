using System.Text.Json;

namespace TapModule.Core.Graph;

/// <summary>What is known after one try of one request.</summary>
internal enum ReplyMeaning
{
    /// <summary>A definite answer, good or bad.</summary>
    Answer,

    /// <summary>Refused because of a limit (429, 509): nothing was done.</summary>
    Throttled,

    /// <summary>Refused because the service is unwell (503), or it was never reached: nothing was done.</summary>
    NotDone,

    /// <summary>Connection lost after sending, time-out, 408/500/502/504, or an answer that cannot be read: it may have been done.</summary>
    Unclear,
}

/// <summary>The answer to one request, whether it travelled alone or in a batch.</summary>
internal sealed class GraphReply
{
    public required ReplyMeaning Meaning { get; init; }

    /// <summary>0 where no answer came.</summary>
    public int Status { get; init; }

    /// <summary>Undefined where there is none. May hold a pass: never logged, never kept.</summary>
    public JsonElement Body { get; init; }

    public GraphErrorBody? Error { get; init; }

    /// <summary>Already rounded up to whole seconds; null if the service did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

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

    public static ReplyMeaning MeaningOf(int status) => status switch
    {
        429 or 509 => ReplyMeaning.Throttled,
        503 => ReplyMeaning.NotDone,
        408 or >= 500 => ReplyMeaning.Unclear,
        _ => ReplyMeaning.Answer,
    };

    public static GraphReply Lost(Exception? cause, string? clientRequestId, bool wasSent = true) => new()
    {
        Meaning = wasSent ? ReplyMeaning.Unclear : ReplyMeaning.NotDone,
        Cause = cause,
        ClientRequestId = clientRequestId,
    };
}
