using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Recording;

/// <summary>A request that the simulated service received: a plain one, a batch, or an item of a batch.</summary>
public sealed class RecordedRequest
{
    internal RecordedRequest(GraphCall call, DateTimeOffset time, long httpRequest)
    {
        Time = time;
        HttpRequest = httpRequest;
        Method = call.Method;
        Path = call.Path.Target;
        Headers = call.Headers.ToDictionary(
            header => header.Key,
            header => header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase) ? header.Value.Split(' ')[0] : header.Value,
            StringComparer.OrdinalIgnoreCase);
        Body = call.BodyText;
        BatchItemId = call.ItemId;
    }

    /// <summary>When it arrived, by the tenant's clock.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The number of the HTTP request; a batch and its items share one.</summary>
    public long HttpRequest { get; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>Path and query as they were sent; an item's have no version.</summary>
    public string Path { get; }

    /// <summary>The headers; of Authorization only the scheme.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The body as JSON text; null if there was none.</summary>
    public string? Body { get; }

    /// <summary>The id of the batch item; null for a plain request and for a batch.</summary>
    public string? BatchItemId { get; }

    /// <summary>Whether this is an item of a batch.</summary>
    public bool IsBatchItem => BatchItemId is not null;

    /// <summary>The status of the answer; null while there is none yet, and 0 where the connection was closed instead.</summary>
    public int? StatusCode { get; internal set; }
}
