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

    /// <summary>A POST that only asks, such as checkMemberGroups.</summary>
    public bool IsQuery { get; init; }

    /// <summary>Advanced directory queries need <c>ConsistencyLevel: eventual</c>, on every page.</summary>
    public bool IsEventual { get; init; }

    public string Method => Verb switch
    {
        GraphVerb.Get => "GET",
        GraphVerb.Post => "POST",
        GraphVerb.Patch => "PATCH",
        _ => "DELETE",
    };
}
