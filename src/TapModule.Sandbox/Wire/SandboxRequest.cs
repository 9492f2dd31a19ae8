namespace TapModule.Sandbox.Wire;

/// <summary>A request as it came over the wire, before anything was decoded.</summary>
public sealed class SandboxRequest
{
    /// <summary>Takes over what a door received.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="target">The path and query, still escaped, with the version in front: <c>/v1.0/users/a%23b</c>.</param>
    /// <param name="headers">The headers; names are compared without case.</param>
    /// <param name="body">The body, empty if there was none.</param>
    /// <param name="root">Scheme, host and port under which the caller reached the service; next links begin with it.</param>
    public SandboxRequest(string method, string target, IEnumerable<KeyValuePair<string, string>> headers, byte[] body, Uri root)
    {
        Method = method.ToUpperInvariant();
        Target = target;
        var table = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers) table[header.Key] = header.Value;
        Headers = table;
        Body = body;
        Root = root;
    }

    /// <summary>The HTTP method in capitals.</summary>
    public string Method { get; }

    /// <summary>The path and query, still escaped.</summary>
    public string Target { get; }

    /// <summary>The headers, names compared without case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The body, empty if there was none.</summary>
    public byte[] Body { get; }

    /// <summary>Scheme, host and port of the service.</summary>
    public Uri Root { get; }
}
