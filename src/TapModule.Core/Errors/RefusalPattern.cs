namespace TapModule.Core.Errors;

/// <summary>
/// What an answer of the service must look like to mean something. Everything that is given must hold. It is data instead of code so
/// that the same line that decides is also what the docs say.
/// </summary>
internal sealed record RefusalPattern
{
    /// <summary>HTTP statuses, any of them.</summary>
    public IReadOnlyList<int> Statuses { get; init; } = [];

    /// <summary>Values of <c>error.code</c>, any of them.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Words in the message, any of them. A best effort: messages can change.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>What became of the request, whatever the status.</summary>
    public IReadOnlyList<ReplyMeaning> Meanings { get; init; } = [];

    /// <summary>Whether the answer is a claims challenge.</summary>
    public bool HasClaims { get; init; }

    public bool Matches(Refusal refusal) =>
        (Statuses.Count == 0 || Statuses.Contains(refusal.Status))
        && (Codes.Count == 0 || Codes.Any(code => Is(refusal.Code, code)))
        && (Words.Count == 0 || Words.Any(words => Holds(refusal.Message, words) || Holds(refusal.Code, words)))
        && (Meanings.Count == 0 || Meanings.Contains(refusal.Meaning))
        && (!HasClaims || refusal.HasClaims);

    /// <inheritdoc/>
    public override string ToString()
    {
        var parts = new List<string>();
        if (HasClaims) parts.Add("a claims challenge");
        if (Meanings.Count > 0) parts.Add(string.Join(" or ", Meanings.Select(Told)));
        if (Statuses.Count > 0) parts.Add("HTTP " + string.Join(" or ", Statuses));
        if (Codes.Count > 0) parts.Add("code " + string.Join(" or ", Codes.Select(code => $"`{code}`")));
        if (Words.Count > 0) parts.Add("message with " + string.Join(" or ", Words.Select(words => $"\"{words}\"")));
        return string.Join(", ", parts);
    }

    private static string Told(ReplyMeaning meaning) => meaning switch
    {
        ReplyMeaning.Throttled => "HTTP 429 or 509",
        ReplyMeaning.NotDone => "HTTP 503, never reached, or no readable answer to a request that only reads",
        ReplyMeaning.Unclear => "HTTP 408 or any other 5xx, or no readable answer, to a request that changes something",
        _ => "a definite answer",
    };

    private static bool Is(string? text, string other) => string.Equals(text, other, StringComparison.OrdinalIgnoreCase);

    private static bool Holds(string? text, string words) => text?.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0;
}
