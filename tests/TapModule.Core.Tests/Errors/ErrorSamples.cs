using System.Text.Json;
using TapModule.Core.Graph;

namespace TapModule.Core.Tests.Errors;

/// <summary>Answers as they were seen or documented, with the reason that each is to be read as.</summary>
internal static class ErrorSamples
{
    private static readonly GraphRequest Reading = new(GraphVerb.Get, "/users");

    public static readonly IReadOnlyList<(TapErrorId Reason, string Case, GraphReply Reply)> Answers =
    [
        (TapErrorId.Throttled, "429 of the identity service", Reply(429, "TooManyRequests", "Please retry again later.")),
        (TapErrorId.Throttled, "429 without a body", Reply(429)),
        (TapErrorId.Throttled, "509", Reply(509, "bandwidthLimitExceeded", "Slow down.")),
        (TapErrorId.ClaimsChallenge, "401 with claims", Reply(401, "InvalidAuthenticationToken", "Continuous access evaluation resulted in challenge", claims: "{}")),
        (TapErrorId.ClaimsChallenge, "403 insufficient_claims", Reply(403, "insufficient_claims", "Conditional access")),
        (TapErrorId.AuthenticationFailed, "401 expired", Reply(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.")),
        (TapErrorId.AuthenticationFailed, "401 without identity", Reply(401, "unauthenticated", "The user is unauthenticated")),
        (TapErrorId.CloudNotSupported, "400 segment", Reply(400, "BadRequest", "Resource not found for the segment 'temporaryAccessPassMethods'.")),
        (TapErrorId.CloudNotSupported, "404 segment", Reply(404, "BadRequest", "Resource not found for the segment 'temporaryAccessPass'.")),
        (TapErrorId.UserNotFound, "404 of the directory", Reply(404, "Request_ResourceNotFound", "Resource 'x' does not exist or one of its queried reference-property objects are not present.")),
        (TapErrorId.UserNotFound, "404 of the methods service", Reply(404, "resourceNotFound", "The requested resource does not exist.")),
        (TapErrorId.ExternalGuest, "external guest", Reply(400, "badRequest", "Temporary Access Pass cannot be added to an external guest user.")),
        (TapErrorId.ExternalGuest, "external guest as 403", Reply(403, "accessDenied", "Temporary Access Pass cannot be added to an external guest user.")),
        (TapErrorId.LifetimeOutOfRange, "lifetime", Reply(400, "badRequest", "Invalid LifetimeInMinutes specified. The valid range between 60 and 480.")),
        (TapErrorId.LifetimeOutOfRange, "lifetime as 403", Reply(403, "forbidden", "Invalid LifetimeInMinutes specified. The valid range between 59 and 59.")),
        (TapErrorId.MultiUseNotAllowed, "many uses", Reply(400, "badRequest", "Invalid IsUsableOnce specified. Tenant Policy does not allow multiple use temporary access pass method.")),
        (TapErrorId.StartInPast, "start", Reply(400, "badRequest", "Invalid StartDateTime specified. The start must not be in the past.")),
        (TapErrorId.NotInPolicyScope, "out of scope", Reply(400, "badRequest", "Converged UserCredentialPolicy does not allow creating or updating this authentication method. AuthMethodType [TemporaryAccessPass].")),
        (TapErrorId.PassExists, "exists as 400", Reply(400, "badRequest", "A Temporary Access Pass already exists for this user.")),
        (TapErrorId.PassExists, "exists as 409", Reply(409, "conflict", "Conflict")),
        (TapErrorId.MissingPermission, "403", Reply(403, "accessDenied", "Request Authorization failed")),
        (TapErrorId.MissingPermission, "403 of the directory", Reply(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")),
        (TapErrorId.ServiceUnavailable, "503", Reply(503, "serviceNotAvailable", "The service is temporarily unavailable.")),
        (TapErrorId.ServiceUnavailable, "never reached", GraphReply.Lost(new IOException("No such host is known."), "c", wasSent: false)),
        (TapErrorId.ServiceUnavailable, "500 to a request that only reads", Reply(500, "InternalServerError", "An internal server error occurred.").To(Reading)),
        (TapErrorId.ServiceUnavailable, "no answer to a request that only reads", GraphReply.Lost(new IOException("The connection was closed."), "c").To(Reading)),
        (TapErrorId.OutcomeUnknown, "500", Reply(500, "InternalServerError", "An internal server error occurred.")),
        (TapErrorId.OutcomeUnknown, "no answer", GraphReply.Lost(new IOException("The connection was closed."), "c")),
        (TapErrorId.GraphError, "unknown words", Reply(400, "badRequest", "Something that was never seen before.")),
        (TapErrorId.GraphError, "404 of something else", Reply(404, "policyNotFound", "No policy.")),
        (TapErrorId.GraphError, "no body", Reply(418)),
    ];

    /// <summary>Reasons that no answer tells; the tests of the commands that find them out are elsewhere.</summary>
    public static readonly IReadOnlyList<TapErrorId> FoundByModule =
    [
        TapErrorId.RoleTooLow, TapErrorId.PolicyDisabled, TapErrorId.NotConnected, TapErrorId.InvalidRow, TapErrorId.InvalidArgument, TapErrorId.UnsafeEndpoint, TapErrorId.DuplicateUser,
        TapErrorId.JournalConflict, TapErrorId.JournalUnusable, TapErrorId.InvalidPolicy, TapErrorId.PolicyConflict, TapErrorId.GroupNotFound, TapErrorId.GroupAmbiguous,
        TapErrorId.FileExists, TapErrorId.FileUnusable, TapErrorId.RecipientUnusable, TapErrorId.DecryptionFailed, TapErrorId.TemplateUnusable,
    ];

    public static GraphReply Reply(int status, string? code = null, string? message = null, string? claims = null) => new()
    {
        Meaning = GraphReply.MeaningOf(status),
        Status = status,
        Error = code is null ? null : GraphErrorBody.Read(JsonDocument.Parse(JsonSerializer.Serialize(new { error = new { code, message } })).RootElement),
        Claims = claims,
        RequestId = "r",
        ClientRequestId = "c",
    };
}
