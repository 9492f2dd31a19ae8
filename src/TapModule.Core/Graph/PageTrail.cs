using TapModule.Core.Errors;

namespace TapModule.Core.Graph;

/// <summary>Follows the pages of one list, and ends a list that would not end: one that leads back, or has more pages than any directory.</summary>
internal sealed class PageTrail(GraphClient client)
{
    /// <summary>Of 999 objects each, as pages are asked for here, that is twenty million.</summary>
    private const int MostPages = 20_000;

    private readonly HashSet<string> _seen = [];

    /// <summary>The request for the page after <paramref name="request"/>'s; null after the last.</summary>
    /// <exception cref="TapServiceException">The next page lies at another address, was read before, or is one too many.</exception>
    public GraphRequest? Next(GraphRequest request, string? nextLink)
    {
        if (nextLink is null) return null;
        _seen.Add(request.Path);
        var next = request with { Path = client.PathOf(nextLink) };
        if (!_seen.Add(next.Path)) throw Endless("a page of the service's list leads back to one that was read already");
        return _seen.Count <= MostPages ? next : throw Endless($"the service's list has more than {MostPages} pages");
    }

    private static TapServiceException Endless(string what) => new(ErrorTable.Describe(
        TapErrorId.GraphError, $"Reading was ended: {what}.", advice: "Run the same line again. If it happens again, tell Microsoft's support."));
}
