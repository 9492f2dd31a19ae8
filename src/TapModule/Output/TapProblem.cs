namespace TapModule;

/// <summary>Something that is in a row's way.</summary>
public sealed class TapProblem
{
    /// <summary>The id of the error that New-TapPass would give.</summary>
    public TapErrorId Reason { get; internal init; }

    /// <summary>What was found.</summary>
    public string Message { get; internal init; } = "";

    /// <summary>What to do about it.</summary>
    public string Advice { get; internal init; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Reason}: {Message}";
}
