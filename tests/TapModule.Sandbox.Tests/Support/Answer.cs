using System.Text.Json;

namespace TapModule.Sandbox.Tests.Support;

/// <summary>An answer as a client sees it.</summary>
public sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public JsonElement Body => JsonElement.Parse(Text);

    public JsonElement Error => Body.GetProperty("error");

    public string? ErrorCode => Error.GetProperty("code").GetString();

    public string? ErrorMessage => Error.GetProperty("message").GetString();

    public JsonElement[] Value => [.. Body.GetProperty("value").EnumerateArray()];

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new((int)response.StatusCode, headers, await response.Content.ReadAsStringAsync());
    }

    public override string ToString() => $"{Status} {Text}";
}
