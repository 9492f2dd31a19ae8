namespace TapModule.Sandbox;

/// <summary>What a limit said about one request.</summary>
/// <param name="IsGranted">Whether it may go on.</param>
/// <param name="RetryAfter">The header of a refusal, if it carries one.</param>
/// <param name="Percentage">How much of the limit is used, where this is shown.</param>
internal readonly record struct ThrottleVerdict(bool IsGranted, string? RetryAfter, string? Percentage);
