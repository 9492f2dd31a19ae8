using System.Text.Json;
using TapModule.Core.Text;

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
        if (body.Property("error") is not { ValueKind: JsonValueKind.Object } error) return null;
        var code = error.Text("code") ?? "";
        var message = error.Text("message") ?? "";
        string? requestId = null;
        for (var inner = Inner(error); inner is { } found; inner = Inner(found))
        {
            requestId ??= found.Text("request-id");
            // innerError.code is sometimes just the HTTP status again.
            if (found.Text("code") is { Length: > 0 } innerCode && !innerCode.All(char.IsDigit)) code = innerCode;
            if (message.Length == 0) message = found.Text("message") ?? "";
        }

        return new GraphErrorBody(code, message, requestId);
    }

    private static JsonElement? Inner(JsonElement of) =>
        (of.Property("innerError") ?? of.Property("innererror")) is { ValueKind: JsonValueKind.Object } inner ? inner : null;
}
