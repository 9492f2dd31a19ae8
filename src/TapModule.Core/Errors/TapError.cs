namespace TapModule.Core.Errors;

/// <summary>
/// One failure, told so that a person can act on it. Holds no secret and no body of a request or an answer.
/// </summary>
public sealed record TapError
{
    /// <summary>The stable reason.</summary>
    public required TapErrorId Reason { get; init; }

    /// <summary>What happened, in one or two sentences.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Advice { get; init; }

    /// <summary>The user whom the failure concerns, as given; null where it concerns the whole command.</summary>
    public string? User { get; init; }

    /// <summary>The row's number in the input, counted from 1; null outside a run.</summary>
    public int? RowNumber { get; init; }

    /// <summary>The HTTP status; null where no answer came or nothing was sent.</summary>
    public int? Status { get; init; }

    /// <summary>Graph's <c>error.code</c>.</summary>
    public string? GraphCode { get; init; }

    /// <summary>Graph's <c>error.message</c>, word for word.</summary>
    public string? GraphMessage { get; init; }

    /// <summary>The service's id for the request, to give to Microsoft's support.</summary>
    public string? RequestId { get; init; }

    /// <summary>Our id for the request.</summary>
    public string? ClientRequestId { get; init; }

    /// <summary>The technical cause, where there is one.</summary>
    public Exception? Cause { get; init; }
}
