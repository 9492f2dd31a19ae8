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

    /// <summary>How the sign-in was done: InteractiveBrowser, DeviceCode, ClientSecret, ManagedIdentity, AccessToken and so on.</summary>
    public string SignInMethod { get; internal init; } = "";

    /// <summary>The object id of the signed-in person or service principal.</summary>
    public string? ObjectId { get; internal init; }

    /// <summary>The cloud: Global, USGov, USGovDoD; Sandbox for the built-in tenant.</summary>
    public string Environment { get; internal init; } = "";

    /// <summary>Where requests go.</summary>
    public Uri? GraphEndpoint { get; internal init; }

    /// <summary>The permissions that the token grants; empty if it cannot be read.</summary>
    public IReadOnlyList<string> Permissions { get; internal init; } = [];

    /// <summary>Which of the module's commands the token allows, and what the others lack.</summary>
    public IReadOnlyList<TapCommandAllowance> Commands { get; internal init; } = [];

    /// <summary>When the present token ends; it is renewed by itself where the way of signing in allows it.</summary>
    public DateTimeOffset? ExpiresOn { get; internal init; }
}
