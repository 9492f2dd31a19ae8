namespace TapModule.Sandbox.Wire;

/// <summary>An answer, and how it is to be delivered.</summary>
public sealed class SandboxResponse
{
    private readonly List<KeyValuePair<string, string>> _headers = [];

    internal SandboxResponse(int statusCode, byte[]? body = null, string contentType = JsonContentType)
    {
        StatusCode = statusCode;
        Body = body ?? [];
        if (Body.Length > 0) AddHeader("Content-Type", contentType);
    }

    /// <summary>The HTTP status.</summary>
    public int StatusCode { get; }

    /// <summary>The headers in the order in which they were added, without Content-Length.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers => _headers;

    /// <summary>The body, empty if there is none.</summary>
    public byte[] Body { get; }

    /// <summary>How the door is to deliver the answer.</summary>
    public SandboxDelivery Delivery { get; internal set; }

    internal const string JsonContentType =
        "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

    internal static SandboxResponse Dropped() => new(0) { Delivery = SandboxDelivery.Drop };

    internal void AddHeader(string name, string value) => _headers.Add(new(name, value));
}

/// <summary>What a door does with an answer.</summary>
public enum SandboxDelivery
{
    /// <summary>Sends it whole.</summary>
    Complete,

    /// <summary>Closes the connection without a word.</summary>
    Drop,

    /// <summary>Promises the whole length, sends about half of the body and closes the connection.</summary>
    CutShort,
}
