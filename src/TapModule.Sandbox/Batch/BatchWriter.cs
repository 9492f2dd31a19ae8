using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Batch;

/// <summary>Writes the answer to a batch.</summary>
internal static class BatchWriter
{
    public static SandboxResponse Write(IReadOnlyList<(string Id, SandboxResponse Answer)> answers) =>
        new(200, Json.WriteObject(body =>
        {
            body.WriteStartArray("responses");
            foreach (var (id, answer) in answers)
            {
                body.WriteStartObject();
                body.WriteString("id", id);
                body.WriteNumber("status", answer.StatusCode);
                body.WriteStartObject("headers");
                foreach (var header in answer.Headers) body.WriteString(header.Key, header.Value);
                body.WriteEndObject();
                body.WritePropertyName("body");
                if (answer.Body.Length == 0) body.WriteNullValue();
                else body.WriteRawValue(answer.Body, skipInputValidation: true);
                body.WriteEndObject();
            }

            body.WriteEndArray();
        }), "application/json");
}
