namespace TapModule.Core.Graph;

/// <summary>Builds escaped paths. The only place that knows how an id becomes a path segment.</summary>
internal static class GraphPath
{
    public const string TapPolicy = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass";

    public static string User(string userId) => "/users" + Key(userId);

    public static string Passes(string userId) => User(userId) + "/authentication/temporaryAccessPassMethods";

    public static string Pass(string userId, string passId) => Passes(userId) + "/" + Uri.EscapeDataString(passId);

    /// <summary>All methods of a user; needs more than the permission for passes.</summary>
    public static string Methods(string userId) => User(userId) + "/authentication/methods";

    public const string MyMethods = "/me/authentication/methods";

    public const string MyPasses = "/me/authentication/temporaryAccessPassMethods";

    public static string MyPass(string passId) => MyPasses + "/" + Uri.EscapeDataString(passId);

    /// <summary>
    /// '#', '+', apostrophes, spaces, '/', '%' and non-ASCII letters are percent-encoded. An id that begins with '$'
    /// would be read as an OData operator in a segment, so it takes the key-in-parentheses form.
    /// </summary>
    private static string Key(string id) => id.StartsWith("$", StringComparison.Ordinal)
        ? "('" + Uri.EscapeDataString(id.Replace("'", "''")) + "')"
        : "/" + Uri.EscapeDataString(id);
}
