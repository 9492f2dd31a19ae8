using System.Globalization;
using System.Text.Json;

namespace TapModule.Sandbox.Tests.Support;

/// <summary>The answers to a batch by item id, and the order in which they came.</summary>
public sealed class BatchAnswer
{
    public BatchAnswer(Answer envelope)
    {
        Envelope = envelope;
        if (envelope.Status != 200) return;
        foreach (var item in envelope.Body.GetProperty("responses").EnumerateArray())
        {
            var id = item.GetProperty("id").GetString()!;
            Order.Add(id);
            var headers = item.GetProperty("headers").EnumerateObject()
                .ToDictionary(header => header.Name, header => header.Value.GetString()!, StringComparer.OrdinalIgnoreCase);
            Items.Add(id, new(item.GetProperty("status").GetInt32(), headers, item.GetProperty("body").GetRawText()));
        }
    }

    public Answer Envelope { get; }

    public List<string> Order { get; } = [];

    public Dictionary<string, Answer> Items { get; } = [];

    /// <summary>The statuses by item id.</summary>
    public IEnumerable<int> Statuses =>
        from item in Items orderby int.Parse(item.Key, CultureInfo.InvariantCulture) select item.Value.Status;

    public static string Item(string id, string method, string url, string? body = null, string extra = "")
    {
        if (body is not null) extra += $$""","headers":{"Content-Type":"application/json"},"body":{{body}}""";
        return $$"""{"id":"{{id}}","method":"{{method}}","url":{{JsonSerializer.Serialize(url)}}{{extra}}}""";
    }
}
