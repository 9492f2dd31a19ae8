using System.Globalization;
using System.Text.Json;

namespace TapModule.Core.Graph;

/// <summary>Writes a <c>$batch</c> envelope and pairs its answers with the requests by id: their order is not kept.</summary>
internal static class BatchBody
{
    /// <summary>Graph's own limit.</summary>
    public const int MaxItems = 20;

    public static byte[] Write(IReadOnlyList<GraphRequest> requests)
    {
        using var stream = new MemoryStream(256 * requests.Count);
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("requests"u8);
            for (var i = 0; i < requests.Count; i++) WriteItem(json, i, requests[i]);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteItem(Utf8JsonWriter json, int index, GraphRequest request)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id(index));
        json.WriteString("method"u8, request.Method);
        json.WriteString("url"u8, request.Path);
        if (request.Body is not null || request.IsEventual)
        {
            json.WriteStartObject("headers"u8);
            if (request.Body is not null) json.WriteString("Content-Type"u8, "application/json"u8);
            if (request.IsEventual) json.WriteString("ConsistencyLevel"u8, "eventual"u8);
            json.WriteEndObject();
        }

        if (request.Body is not null)
        {
            json.WritePropertyName("body"u8);
            json.WriteRawValue(request.Body, skipInputValidation: true);
        }

        json.WriteEndObject();
    }

    /// <summary>One reply for each request, in the requests' order. An item without a readable answer is unclear, not failed.</summary>
    /// <exception cref="JsonException">The answer is cut short or no JSON.</exception>
    public static GraphReply[] Read(ReadOnlyMemory<byte> answer, int count, string? clientRequestId, int tokenNumber, DateTimeOffset serviceNow)
    {
        var replies = new GraphReply[count];
        // Not disposed: the replies' bodies are views into it.
        var root = JsonDocument.Parse(answer).RootElement;
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("responses"u8, out var items) && items.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in items.EnumerateArray())
            {
                if (IndexOf(item) is { } index && index < count && replies[index] is null) replies[index] = ReadItem(item, clientRequestId, tokenNumber, serviceNow);
            }
        }

        for (var i = 0; i < count; i++)
            replies[i] ??= GraphReply.Lost(new JsonException("The batch answer holds no readable answer for this item."), clientRequestId);
        return replies;
    }

    private static GraphReply ReadItem(JsonElement item, string? clientRequestId, int tokenNumber, DateTimeOffset serviceNow)
    {
        if (!item.TryGetProperty("status"u8, out var number) || number.ValueKind != JsonValueKind.Number || !number.TryGetInt32(out var status))
            return GraphReply.Lost(new JsonException("A batch item's answer has no status."), clientRequestId);

        string? retryAfter = null, requestId = null, challenge = null;
        if (item.TryGetProperty("headers"u8, out var headers) && headers.ValueKind == JsonValueKind.Object)
        {
            foreach (var header in headers.EnumerateObject())
            {
                if (header.Value.ValueKind != JsonValueKind.String) continue;
                if (Is(header, "Retry-After")) retryAfter = header.Value.GetString();
                else if (Is(header, "request-id")) requestId = header.Value.GetString();
                else if (Is(header, "WWW-Authenticate")) challenge = header.Value.GetString();
            }
        }

        item.TryGetProperty("body"u8, out var body);
        var error = status >= 400 ? GraphErrorBody.Read(body) : null;
        return new GraphReply
        {
            Meaning = GraphReply.MeaningOf(status),
            Status = status,
            Body = body,
            Error = error,
            RetryAfter = ReplyHeaders.RetryAfter(retryAfter, serviceNow),
            RequestId = requestId ?? error?.RequestId,
            ClientRequestId = clientRequestId,
            Claims = status == 401 ? ReplyHeaders.Claims(challenge) : null,
            TokenNumber = tokenNumber,
        };
    }

    private static string Id(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

    private static int? IndexOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("id"u8, out var id) && id.ValueKind == JsonValueKind.String
        && int.TryParse(id.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1
            ? number - 1
            : null;

    private static bool Is(JsonProperty header, string name) => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase);
}
