namespace TapModule;

/// <summary>Why a row or a command failed, with everything that the service told. Holds no secret.</summary>
public sealed class TapException : Exception
{
    internal TapException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The stable reason; also the beginning of the error's FullyQualifiedErrorId.</summary>
    public string Reason { get; internal init; } = "";

    /// <summary>What to do about it.</summary>
    public string Advice { get; internal init; } = "";

    /// <summary>The user concerned; null where it concerns the whole command.</summary>
    public string? UserId { get; internal init; }

    /// <summary>The row's number in the input, counted from 1; null outside a run.</summary>
    public int? RowNumber { get; internal init; }

    /// <summary>The HTTP status; null where no answer came.</summary>
    public int? Status { get; internal init; }

    /// <summary>Graph's error code.</summary>
    public string? GraphCode { get; internal init; }

    /// <summary>Graph's message, word for word.</summary>
    public string? GraphMessage { get; internal init; }

    /// <summary>The service's id of the request.</summary>
    public string? RequestId { get; internal init; }

    /// <summary>The module's id of the request.</summary>
    public string? ClientRequestId { get; internal init; }
}
