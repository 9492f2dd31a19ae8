namespace TapModule.Core.Graph;

/// <summary>What came of an envelope.</summary>
/// <param name="Envelope">The answer to the envelope as a whole where its items got none: refused, lost or unreadable; else null.</param>
/// <param name="Items">One reply for each request, in the requests' order. What became of the whole became of each.</param>
internal sealed record BatchReply(GraphReply? Envelope, IReadOnlyList<GraphReply> Items)
{
    public static BatchReply Whole(GraphReply envelope, IReadOnlyList<GraphRequest> requests) => new(envelope, [.. requests.Select(envelope.To)]);
}
