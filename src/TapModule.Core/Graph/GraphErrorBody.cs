using System.Text.Json;

namespace TapModule.Core.Graph;

/// <summary>Graph's error object. Codes and messages only; the rest of the body is never kept.</summary>
internal sealed record GraphErrorBody(string Code, string Message, string? RequestId)
{
    /// <summary>
    /// Reads <c>{"error":{"code","message","innerError":{…}}}</c>. The innermost code is the most specific one,
    /// but on this service the inner object often has none. Null if the body is no error object.
    /// </summary>
    public static GraphErrorBody? Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object
            || !body.TryGetProperty("error", out var error)
            || error.ValueKind != JsonValueKind.Object)
            return null;

        var code = Text(error, "code") ?? "";
        var message = Text(error, "message") ?? "";
        string? requestId = null;
        for (var inner = Inner(error); inner is { } found; inner = Inner(found))
        {
            requestId ??= Text(found, "request-id");
            // innerError.code is sometimes just the HTTP status again.
            if (Text(found, "code") is { Length: > 0 } innerCode && !innerCode.All(char.IsDigit)) code = innerCode;
            if (message.Length == 0) message = Text(found, "message") ?? "";
        }

        return new GraphErrorBody(code, message, requestId);
    }

    private static JsonElement? Inner(JsonElement of) =>
        (of.TryGetProperty("innerError", out var inner) || of.TryGetProperty("innererror", out inner)) && inner.ValueKind == JsonValueKind.Object
            ? inner
            : null;

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
