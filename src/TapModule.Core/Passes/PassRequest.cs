namespace TapModule.Core.Passes;

/// <summary>What is wanted for one user. What is null is not sent: the tenant's policy decides.</summary>
public sealed record PassRequest
{
    /// <summary>Object id or user principal name.</summary>
    public required string UserId { get; init; }

    /// <summary>10 to 43200 minutes, and inside the policy's own bounds. Null for the policy's default.</summary>
    public int? LifetimeInMinutes { get; init; }

    /// <summary>When the pass becomes usable. Null for at once. Sent in UTC.</summary>
    public DateTimeOffset? StartDateTime { get; init; }

    /// <summary>True for a single sign-in; false for many, if the policy allows it. Null for what the service assumes.</summary>
    public bool? IsUsableOnce { get; init; }
}
