namespace TapModule.Sandbox.Wire;

/// <summary>Ends the work on a request with one of Graph's errors.</summary>
internal sealed class GraphErrorException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>The authentication methods service repeats its message in innerError.</summary>
    public bool RepeatsMessage { get; init; }

    public static GraphErrorException BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>A refusal by the authentication methods service, whose code begins with a small letter.</summary>
    public static GraphErrorException MethodRefused(string message) => new(400, "badRequest", message) { RepeatsMessage = true };

    public static GraphErrorException AccessDenied() => new(403, "accessDenied", "Request Authorization failed") { RepeatsMessage = true };

    /// <summary>A refusal by the directory.</summary>
    public static GraphErrorException Insufficient() =>
        new(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");

    public static GraphErrorException UnsupportedQuery(string message) => new(400, "Request_UnsupportedQuery", message);

    public static GraphErrorException MissingResource(string name) => new(
        404,
        "Request_ResourceNotFound",
        $"Resource '{name}' does not exist or one of its queried reference-property objects are not present.");
}
