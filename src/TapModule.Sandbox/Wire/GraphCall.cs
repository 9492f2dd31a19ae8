using System.Text.Json;

namespace TapModule.Sandbox.Wire;

/// <summary>One thing that was asked: a plain request, a batch as a whole, or an item of a batch.</summary>
internal sealed class GraphCall(string method, GraphPath path, IReadOnlyDictionary<string, string> headers, Uri root)
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();
    private JsonElement? _body;

    public string Method { get; } = method;

    public GraphPath Path { get; } = path;

    public IReadOnlyDictionary<string, string> Headers { get; } = headers;

    public Uri Root { get; } = root;

    /// <summary>The Authorization header; all items of a batch share the batch's.</summary>
    public string? Authorization { get; init; } = headers.TryGetValue("Authorization", out var authorization) ? authorization : null;

    public Guid RequestId { get; } = Guid.NewGuid();

    /// <summary>The caller's own id for the request; the service's where the caller sent none.</summary>
    public string ClientRequestId => Headers.TryGetValue("client-request-id", out var id) ? id : RequestId.ToString();

    /// <summary>The item's id in its batch; null outside of one.</summary>
    public string? ItemId { get; init; }

    /// <summary>The parsed body; undefined if there was none or it was not JSON.</summary>
    public JsonElement Body
    {
        get => _body ?? throw GraphErrorException.BadRequest(
            "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.");
        init => _body = value.ValueKind == JsonValueKind.Undefined ? null : value;
    }

    public JsonElement BodyObject => Body.ValueKind == JsonValueKind.Object
        ? Body
        : throw GraphErrorException.BadRequest("The request body must be a JSON object.");

    /// <summary>The body as text, for the record.</summary>
    public string? BodyText => _body?.GetRawText();

    public SandboxCaller Caller { get; set; } = SandboxCaller.Unknown;

    /// <summary>What stood in the places of the route's braces.</summary>
    public IReadOnlyDictionary<string, string> RouteValues { get; set; } = None;

    /// <summary>The user whom the path names, as it was written; null where it names none. <c>/me</c> is the caller.</summary>
    public string? UserKey =>
        IsMe ? Caller.User?.Id.ToString()
        : Path.Segments.Length > 1 && Is(Path.Segments[0], "users") ? Path.Segments[1]
        : null;

    /// <summary>Whether the path begins with <c>/me</c>.</summary>
    public bool IsMe => Path.Segments.Length > 0 && Is(Path.Segments[0], "me");

    /// <summary>Whether it sends mail.</summary>
    public bool IsMail => Path.Segments.Length > 1 && Is(Path.Segments[Path.Segments.Length - 1], "sendMail");

    /// <summary>Whether it concerns Conditional Access.</summary>
    public bool IsConditionalAccess => Path.Segments.Length > 1 && Is(Path.Segments[0], "identity") && Is(Path.Segments[1], "conditionalAccess");

    public bool HasEventualConsistency =>
        Headers.TryGetValue("ConsistencyLevel", out var level) && Is(level, "eventual");

    /// <summary>Whether $expand names this property, with or without options of its own.</summary>
    public bool Expands(string property) =>
        Path.Query.TryGetValue("$expand", out var expand) && expand.StartsWith(property, StringComparison.OrdinalIgnoreCase);

    /// <summary>What $expand selects of this property, as in <c>manager($levels=1;$select=id,mail)</c>; null where it does not say.</summary>
    public string? ExpandedSelection(string property)
    {
        if (!Path.Query.TryGetValue("$expand", out var expand) || !Expands(property)) return null;
        var options = expand.Substring(property.Length).Trim('(', ')').Split(';');
        return options.FirstOrDefault(option => option.StartsWith("$select=", StringComparison.Ordinal))?.Substring("$select=".Length);
    }

    /// <summary>The address of one of the service's metadata documents, for <c>@odata.context</c>.</summary>
    public string Context(string of) => $"{Root.GetLeftPart(UriPartial.Authority)}/{Path.Version}/$metadata#{of}";

    private static bool Is(string text, string word) => string.Equals(text, word, StringComparison.OrdinalIgnoreCase);
}
