namespace TapModule;

/// <summary>Who is connected to what, and with which permissions. Shows no token.</summary>
public sealed class TapContext
{
    /// <summary>The tenant's id; null if the token did not tell.</summary>
    public string? TenantId { get; internal init; }

    /// <summary>The signed-in person or application.</summary>
    public string? Account { get; internal init; }

    /// <summary>The application's id.</summary>
    public string? ClientId { get; internal init; }

    /// <summary>Delegated (a person), AppOnly, or Unknown where the token cannot be read.</summary>
    public string AuthType { get; internal init; } = "Unknown";

    /// <summary>The cloud: Global, USGov, USGovDoD; Sandbox for the built-in tenant.</summary>
    public string Environment { get; internal init; } = "";

    /// <summary>Where requests go.</summary>
    public Uri? GraphEndpoint { get; internal init; }

    /// <summary>The permissions that the token grants; empty if it cannot be read.</summary>
    public IReadOnlyList<string> Permissions { get; internal init; } = [];

    /// <summary>When the first token ends; it is renewed by itself where the way of signing in allows it.</summary>
    public DateTimeOffset? ExpiresOn { get; internal init; }
}
