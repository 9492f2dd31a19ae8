using System.Security;

namespace TapModule.Core.SignIn;

/// <summary>How to sign in, as plain data. One record for each way; <see cref="CredentialFactory"/> turns it into a credential.</summary>
public abstract record SignInMethod;

/// <summary>A token that somebody else got. It cannot be renewed.</summary>
/// <param name="Token">The access token for this cloud's Graph.</param>
public sealed record AccessTokenSignIn(SecureString Token) : SignInMethod;

/// <summary>A person signs in in the browser of this machine.</summary>
public sealed record InteractiveSignIn : SignInMethod
{
    /// <summary>The application's id; null for Microsoft Graph Command Line Tools.</summary>
    public string? ClientId { get; init; }

    /// <summary>Tenant id or domain; null for the person's home tenant.</summary>
    public string? TenantId { get; init; }
}

/// <summary>A person signs in in any browser with a short code.</summary>
public sealed record DeviceCodeSignIn : SignInMethod
{
    /// <summary>The application's id; null for Microsoft Graph Command Line Tools.</summary>
    public string? ClientId { get; init; }

    /// <summary>Tenant id or domain; null for the person's home tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>Shows the service's instruction, which holds the code, to the person. Called from any thread.</summary>
    public required Action<string> Show { get; init; }
}

/// <summary>An application signs in with a secret.</summary>
/// <param name="TenantId">Tenant id or domain.</param>
/// <param name="ClientId">The application's id.</param>
/// <param name="Secret">Its secret.</param>
public sealed record ClientSecretSignIn(string TenantId, string ClientId, SecureString Secret) : SignInMethod;
