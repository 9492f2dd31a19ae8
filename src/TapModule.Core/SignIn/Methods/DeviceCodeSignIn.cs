namespace TapModule.Core.SignIn.Methods;

/// <summary>A person signs in in any browser with a short code.</summary>
public sealed record DeviceCodeSignIn : SignInMethod
{
    /// <inheritdoc/>
    public override string Name => "DeviceCode";

    /// <inheritdoc/>
    public override bool AsksForScopes => true;

    /// <summary>The application's id; null for Microsoft Graph Command Line Tools.</summary>
    public string? ClientId { get; init; }

    /// <summary>Tenant id or domain; null for the person's home tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>Shows the service's instruction, which holds the code, to the person. Called from any thread.</summary>
    public required Action<string> Show { get; init; }
}
