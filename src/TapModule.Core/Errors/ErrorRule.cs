namespace TapModule.Core.Errors;

/// <summary>One row of <see cref="ErrorTable"/>.</summary>
/// <param name="Reason">The stable id.</param>
/// <param name="Category">The name of PowerShell's ErrorCategory that fits.</param>
/// <param name="Meaning">What it means in plain words, as the end of the sentence "It failed: …".</param>
/// <param name="Advice">What to do about it.</param>
internal sealed record ErrorRule(TapErrorId Reason, string Category, string Meaning, string Advice)
{
    /// <summary>The answers of the service that mean this, any of them; none where only the module itself can tell.</summary>
    public IReadOnlyList<RefusalPattern> Patterns { get; init; } = [];

    /// <summary>How it is found out, where an answer alone does not tell. For the docs.</summary>
    public string? FoundBy { get; init; }

    public bool Matches(Refusal refusal) => Patterns.Any(pattern => pattern.Matches(refusal));
}
