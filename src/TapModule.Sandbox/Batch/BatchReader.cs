using System.Text.Json;
using TapModule.Sandbox.Faults;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Batch;

/// <summary>Reads the body of a batch. Anything malformed refuses the batch as a whole.</summary>
internal static class BatchReader
{
    private const int MaxItems = 20;

    public static IReadOnlyList<BatchItem> Read(GraphCall envelope)
    {
        var body = envelope.BodyObject;
        if (!body.TryGetProperty("requests", out var requests) || requests.ValueKind != JsonValueKind.Array)
        {
            throw GraphErrorException.BadRequest("Invalid batch payload format.");
        }

        var count = requests.GetArrayLength();
        if (count == 0) throw GraphErrorException.BadRequest("The batch holds no requests.");
        if (count > MaxItems)
        {
            throw GraphErrorException.BadRequest($"Number of batch request steps exceeds the maximum value of {MaxItems}.");
        }

        var items = new List<BatchItem>(count);
        var ids = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var request in requests.EnumerateArray())
        {
            var item = ReadItem(envelope, request);
            if (!ids.Add(item.Id)) throw GraphErrorException.BadRequest($"Request Id: {item.Id} has to be unique in a batch.");
            items.Add(item);
        }

        CheckDependencies(items);
        return items;
    }

    private static BatchItem ReadItem(GraphCall envelope, JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Object) throw GraphErrorException.BadRequest("Invalid batch payload format.");
        var id = RequiredText(request, "id");
        var method = RequiredText(request, "method").ToUpperInvariant();
        var url = RequiredText(request, "url");
        if (Uri.TryCreate(url, UriKind.Absolute, out var absolute) && absolute.Scheme.StartsWith("http", StringComparison.Ordinal))
        {
            throw GraphErrorException.BadRequest($"Request Id: {id} must have a relative url.");
        }

        var path = GraphPath.ParseItem(url, envelope.Path.Version);
        if (path.IsBatch) throw GraphErrorException.BadRequest("A batch cannot hold another batch.");

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (request.TryGetProperty("headers", out var given) && given.ValueKind == JsonValueKind.Object)
        {
            foreach (var header in given.EnumerateObject()) headers[header.Name] = header.Value.ToString();
        }

        request.TryGetProperty("body", out var body);
        if (method is "POST" or "PATCH" or "PUT" && (body.ValueKind == JsonValueKind.Undefined || !headers.ContainsKey("Content-Type")))
        {
            throw GraphErrorException.BadRequest($"Write request id : {id} does not contain Content-Type header or body.");
        }

        if (!headers.ContainsKey("client-request-id") && envelope.Headers.TryGetValue("client-request-id", out var clientRequestId))
        {
            headers["client-request-id"] = clientRequestId;
        }

        var call = new GraphCall(method, path, headers, envelope.Root)
        {
            ItemId = id,
            Body = body,
            Authorization = envelope.Authorization,
            Caller = envelope.Caller,
        };
        return new(call, ReadDependencies(request));
    }

    private static string[] ReadDependencies(JsonElement request)
    {
        if (!request.TryGetProperty("dependsOn", out var dependsOn) || dependsOn.ValueKind == JsonValueKind.Null) return [];
        if (dependsOn.ValueKind != JsonValueKind.Array) throw JsonReading.Invalid("dependsOn", "Collection(Edm.String)");
        return [.. dependsOn.EnumerateArray().Select(id => id.ReadString("dependsOn") ?? "")];
    }

    // An item may wait for any other, but nothing may wait for itself in the end.
    private static void CheckDependencies(List<BatchItem> items)
    {
        var settled = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = items.ToList();
        while (open.Count > 0)
        {
            var ready = open.FindAll(item => item.DependsOn.All(settled.Contains));
            if (ready.Count == 0) throw GraphErrorException.BadRequest("dependsOn names an unknown request or goes in a circle.");
            foreach (var item in ready) settled.Add(item.Id);
            open.RemoveAll(ready.Contains);
        }
    }

    private static string RequiredText(JsonElement request, string name) =>
        request.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw GraphErrorException.BadRequest($"Invalid batch payload format. Every request needs a {name}.");
}

/// <summary>An item of a batch, the items it waits for, and the fault that was written for it.</summary>
internal sealed class BatchItem(GraphCall call, string[] dependsOn)
{
    public GraphCall Call { get; } = call;

    public string Id => Call.ItemId!;

    public string[] DependsOn { get; } = dependsOn;

    public ScriptedFault? Scripted { get; set; }
}
