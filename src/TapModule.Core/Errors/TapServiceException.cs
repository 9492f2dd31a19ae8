namespace TapModule.Core.Errors;

/// <summary>Ends a whole command: nothing more can be done. A single row never throws it; see <see cref="TapError"/>.</summary>
public sealed class TapServiceException : Exception
{
    /// <summary>Wraps a failure.</summary>
    /// <param name="error">What happened.</param>
    public TapServiceException(TapError error)
        : base(error.Message, error.Cause) => Error = error;

    /// <summary>What happened, why, and what to do.</summary>
    public TapError Error { get; }
}
