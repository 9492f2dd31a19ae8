using TapModule.Core.Errors;

namespace TapModule.Core.SignIn;

/// <summary>
/// One of Microsoft's clouds: where to sign in and where Graph is. Tokens of one are worth nothing in another.
/// Source: Microsoft Graph, "National cloud deployments".
/// </summary>
public sealed record GraphCloud
{
    /// <summary>The public cloud, GCC included.</summary>
    public static readonly GraphCloud Global = new("Global", "https://login.microsoftonline.com/", "https://graph.microsoft.com/");

    /// <summary>US Government L4 (GCC High).</summary>
    public static readonly GraphCloud USGov = new("USGov", "https://login.microsoftonline.us/", "https://graph.microsoft.us/");

    /// <summary>US Government L5 (DoD).</summary>
    public static readonly GraphCloud USGovDoD = new("USGovDoD", "https://login.microsoftonline.us/", "https://dod-graph.microsoft.us/");

    /// <summary>China, operated by 21Vianet. Has no Temporary Access Passes on v1.0.</summary>
    public static readonly GraphCloud China = new("China", "https://login.chinacloudapi.cn/", "https://microsoftgraph.chinacloudapi.cn/");

    private GraphCloud(string name, string authority, string graph)
    {
        Name = name;
        Authority = new Uri(authority);
        Graph = new Uri(graph);
    }

    /// <summary>Every cloud that Microsoft documents.</summary>
    public static IReadOnlyList<GraphCloud> All { get; } = [Global, USGov, USGovDoD, China];

    /// <summary>The name that <c>Connect-TapGraph -Environment</c> takes.</summary>
    public string Name { get; }

    /// <summary>Where tokens come from.</summary>
    public Uri Authority { get; }

    /// <summary>The root of Graph, without a version.</summary>
    public Uri Graph { get; }

    /// <summary>The audience of tokens for this cloud's Graph.</summary>
    public string DefaultScope => Graph.GetLeftPart(UriPartial.Authority) + "/.default";

    /// <summary>A permission's full name in this cloud; a name that is complete already is kept.</summary>
    /// <param name="permission">"User.ReadBasic.All".</param>
    public string Scope(string permission) =>
        permission.Contains("://") ? permission : Graph.GetLeftPart(UriPartial.Authority) + "/" + permission;

    /// <summary>Whether Temporary Access Passes exist on v1.0, by Microsoft's metadata.</summary>
    public bool HasPasses => this != China;

    /// <summary>Finds a cloud by its name, without regard to case.</summary>
    /// <param name="name">Global, USGov, USGovDoD or China.</param>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.CloudNotSupported"/>: no such cloud.</exception>
    public static GraphCloud ByName(string name) =>
        All.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new TapServiceException(ErrorTable.Describe(TapErrorId.CloudNotSupported, $"There is no cloud '{name}'. Known are {string.Join(", ", All.Select(c => c.Name))}."));
}
