using TapModule.Core.Errors;

namespace TapModule.Core.SignIn;

/// <summary>Decides to which addresses a token may go: https, or http on a loopback address, which never leaves the machine.</summary>
internal static class EndpointGuard
{
    /// <summary>Whether a secret may be sent there at all.</summary>
    public static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    /// <param name="endpoint">The address.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <returns>The endpoint, ending in a slash.</returns>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.UnsafeEndpoint"/>: the token would be at risk.</exception>
    public static Uri Check(Uri endpoint, string what = "Graph endpoint")
    {
        if (!endpoint.IsAbsoluteUri || endpoint.UserInfo.Length > 0 || endpoint.Query.Length > 0 || endpoint.Fragment.Length > 0)
            throw Refuse($"The {what} must be an absolute address without user name, query or fragment.");
        if (!IsSafe(endpoint))
            throw Refuse($"The {what} '{endpoint.GetLeftPart(UriPartial.Authority)}' is not safe for a token: it must be https, or http on a loopback address (127.0.0.1, localhost, [::1]).");
        return new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/");
    }

    private static TapServiceException Refuse(string message) =>
        new(ErrorTable.Describe(TapErrorId.UnsafeEndpoint, message));
}
