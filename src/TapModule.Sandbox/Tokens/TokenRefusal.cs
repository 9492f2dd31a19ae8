using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Tokens;

/// <summary>Why a token was not accepted, with the header that says so.</summary>
internal sealed record TokenRefusal(string Message, string Challenge)
{
    private const string Bearer =
        "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", "
        + "client_id=\"00000003-0000-0000-c000-000000000000\"";

    public static TokenRefusal Missing { get; } = new("Access token is empty.", Bearer);

    public static TokenRefusal Unreadable { get; } = new("Access token validation failure. Invalid token.", Bearer);

    public static TokenRefusal Expired { get; } = new("Lifetime validation failed, the token is expired.", Bearer);

    public static TokenRefusal Revoked { get; } = new("Access token has been revoked.", Bearer);

    public static TokenRefusal InsufficientClaims(string claims) => new(
        "Continuous access evaluation resulted in challenge with result: InteractionRequired "
        + "and code: TokenIssuedBeforeRevocationTimestamp",
        $"{Bearer}, error=\"insufficient_claims\", claims=\"{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(claims))}\"");

    public SandboxResponse ToResponse(GraphCall call, DateTimeOffset now)
    {
        var answer = GraphErrors.Create(call, now, 401, "InvalidAuthenticationToken", Message, null);
        answer.AddHeader("WWW-Authenticate", Challenge);
        return answer;
    }
}
