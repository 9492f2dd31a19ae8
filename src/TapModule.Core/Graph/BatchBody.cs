using System.Globalization;
using System.Text.Json;
using TapModule.Core.Text;

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

    /// <summary>
    /// One reply for each request, in the requests' order. An item without a readable answer is unclear, not failed; so is one that was
    /// answered twice, since nobody knows which of the answers is another's.
    /// </summary>
    public static GraphReply[] Read(JsonElement answer, IReadOnlyList<GraphRequest> requests, string? clientRequestId, int tokenNumber, DateTimeOffset serviceNow)
    {
        var replies = new GraphReply?[requests.Count];
        if (answer.List("responses") is { } items)
        {
            foreach (var item in items)
            {
                if (IndexOf(item) is not { } index || index >= replies.Length) continue;
                replies[index] = replies[index] is null ? ReadItem(item, clientRequestId, tokenNumber, serviceNow) : Unclear("The batch's answer has two answers for this item.");
            }
        }

        return [.. replies.Select((reply, i) => (reply ?? Unclear("The batch's answer has none for this item that can be read.")).To(requests[i]))];

        GraphReply Unclear(string why) => GraphReply.Lost(new JsonException(why), clientRequestId);
    }

    private static GraphReply ReadItem(JsonElement item, string? clientRequestId, int tokenNumber, DateTimeOffset serviceNow)
    {
        if (item.Number("status") is not (>= 200 and < 600 and var status)) return GraphReply.Lost(new JsonException("A batch item's answer has no status of HTTP."), clientRequestId);
        var headers = item.Property("headers");
        return new GraphReply
        {
            Meaning = GraphReply.MeaningOf(status),
            Status = status,
            RetryAfter = ReplyHeaders.RetryAfter(Header(headers, "Retry-After"), serviceNow),
            LimitUsed = ReplyHeaders.LimitUsed(Header(headers, ReplyHeaders.LimitPercentage)),
            RequestId = Header(headers, "request-id"),
            ClientRequestId = clientRequestId,
            Claims = status == 401 ? ReplyHeaders.Claims(Header(headers, "WWW-Authenticate")) : null,
            TokenNumber = tokenNumber,
        }.With(item.Property("body") ?? default);
    }

    /// <summary>Header names have no case.</summary>
    private static string? Header(JsonElement? headers, string name)
    {
        if (headers is not { ValueKind: JsonValueKind.Object } all) return null;
        if (all.Text(name) is { } asIs) return asIs;
        foreach (var header in all.EnumerateObject())
        {
            if (header.Value.ValueKind == JsonValueKind.String && Is(header, name)) return header.Value.Text();
        }

        return null;
    }

    private static string Id(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

    private static int? IndexOf(JsonElement item) =>
        int.TryParse(item.Text("id"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 ? number - 1 : null;

    private static bool Is(JsonProperty header, string name)
    {
        try
        {
            return string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase);
        }
        catch (InvalidOperationException)
        {
            // A name that cannot be decoded is none that we know.
            return false;
        }
    }
}
