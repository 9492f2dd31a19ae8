namespace TapModule;

/// <summary>What became of a pass that was to be removed: what <c>Remove-TapPass -PassThru</c> puts out.</summary>
public sealed class TapRemoval
{
    internal TapRemoval()
    {
    }

    /// <summary>The user, as given.</summary>
    public string UserId { get; internal init; } = "";

    /// <summary>The pass's id; null if the user had none.</summary>
    public string? PassId { get; internal init; }

    /// <summary>Removed, AlreadyGone (a success as well) or Kept (the user has a pass, but not one that was meant).</summary>
    public TapRemovalOutcome Outcome { get; internal init; }

    /// <summary>Why it was kept.</summary>
    public string? Reason { get; internal init; }

    /// <summary>The service's id of the request, for Microsoft's support.</summary>
    public string? RequestId { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"{UserId}: {Outcome}{(Reason is null ? "" : $" ({Reason})")}";
}
