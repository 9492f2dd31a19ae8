namespace TapModule.Core.Errors;

/// <summary>What is known after one try of one request.</summary>
internal enum ReplyMeaning
{
    /// <summary>A definite answer, good or bad.</summary>
    Answer,

    /// <summary>Refused because of a limit (429, 509): nothing was done.</summary>
    Throttled,

    /// <summary>
    /// Refused because the service is unavailable (503), or it was never reached, or no readable answer came to a request that only reads:
    /// nothing was changed.
    /// </summary>
    NotDone,

    /// <summary>Connection lost after sending, time-out, 408/500/502/504, or an answer that cannot be read: it may have been done.</summary>
    Unclear,
}

/// <summary>An answer that is not a success, or the lack of one, reduced to what decides what it means.</summary>
/// <param name="Status">The HTTP status; 0 where no answer came.</param>
/// <param name="Code">The service's own error code; null where it gave none.</param>
/// <param name="Message">The service's own words; null where it gave none.</param>
/// <param name="Meaning">What became of the request.</param>
/// <param name="HasClaims">Whether it is a claims challenge.</param>
/// <param name="RequestId">The service's id for the request.</param>
/// <param name="ClientRequestId">Our id for the request.</param>
/// <param name="Cause">The transport's failure, where no answer came.</param>
internal sealed record Refusal(
    int Status, string? Code, string? Message, ReplyMeaning Meaning, bool HasClaims, string? RequestId, string? ClientRequestId, Exception? Cause);
