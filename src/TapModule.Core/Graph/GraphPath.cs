using TapModule.Core.Errors;

namespace TapModule.Core.Graph;

/// <summary>Builds escaped paths. The only place that knows how an id becomes a path segment.</summary>
internal static class GraphPath
{
    public const string TapPolicy = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass";

    public static string User(string userId) => "/users" + Key(userId);

    public static string Passes(string userId) => User(userId) + "/authentication/temporaryAccessPassMethods";

    public static string Pass(string userId, string passId) => Passes(userId) + Segment(passId);

    /// <summary>All methods of a user; needs more than the permission for passes.</summary>
    public static string Methods(string userId) => User(userId) + "/authentication/methods";

    public const string MyMethods = "/me/authentication/methods";

    public const string MyPasses = "/me/authentication/temporaryAccessPassMethods";

    public static string MyPass(string passId) => MyPasses + Segment(passId);

    /// <summary>The users in a group, nested groups included.</summary>
    public static string GroupUsers(string groupId) => "/groups" + Segment(groupId) + "/transitiveMembers/microsoft.graph.user";

    /// <summary>Whether an id can be a segment of a path. A blank one leaves the segment out, '.' and '..' lead elsewhere.</summary>
    public static bool IsSegment(string id) => id.Trim() is not ("" or "." or "..");

    /// <summary>
    /// '#', '+', apostrophes, spaces, '/', '%' and non-ASCII letters are percent-encoded. An id that begins with '$'
    /// would be read as an OData operator in a segment, so it takes the key-in-parentheses form.
    /// </summary>
    private static string Key(string id) => id.StartsWith("$", StringComparison.Ordinal)
        ? "('" + Uri.EscapeDataString(id.Replace("'", "''")) + "')"
        : Segment(id);

    /// <exception cref="TapServiceException"><see cref="TapErrorId.InvalidArgument"/>: the id would lead elsewhere.</exception>
    private static string Segment(string id) => IsSegment(id)
        ? "/" + Uri.EscapeDataString(id)
        : throw new TapServiceException(ErrorTable.Describe(TapErrorId.InvalidArgument, $"'{id}' is not an id: it would lead to another address."));
}
