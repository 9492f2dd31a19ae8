namespace TapModule.Core.Graph;

internal enum GraphVerb
{
    Get,
    Post,
    Patch,
    Delete,
}

/// <summary>
/// One request to Graph as data. <paramref name="Path"/> is already escaped and relative to the version root ("/users/…").
/// </summary>
internal sealed record GraphRequest(GraphVerb Verb, string Path, byte[]? Body = null)
{
    /// <summary>
    /// Whether carrying it out twice is the same as once. A create is not: it makes a new code each time.
    /// A PATCH here always sets absolute values.
    /// </summary>
    public bool IsRepeatable => Verb != GraphVerb.Post || IsQuery;

    /// <summary>Whether it only asks: then nothing is open where no answer comes.</summary>
    public bool ChangesNothing => Verb == GraphVerb.Get || IsQuery;

    /// <summary>A POST that only asks, such as checkMemberGroups.</summary>
    public bool IsQuery { get; init; }

    /// <summary>Advanced directory queries need <c>ConsistencyLevel: eventual</c>, on every page.</summary>
    public bool IsEventual { get; init; }

    public HttpMethod HttpMethod => Verb switch
    {
        GraphVerb.Get => HttpMethod.Get,
        GraphVerb.Post => HttpMethod.Post,
        GraphVerb.Patch => Patch,
        _ => HttpMethod.Delete,
    };

    public string Method => HttpMethod.Method;

    /// <summary>.NET Framework has none of its own.</summary>
    private static readonly HttpMethod Patch = new("PATCH");
}
