using System.Security.Cryptography;

namespace TapModule.Authority.Server;

/// <summary>An application that the authority knows.</summary>
public sealed class AuthorityApp
{
    public required string ClientId { get; init; }

    /// <summary>Secrets that are good.</summary>
    public List<string> Secrets { get; } = [];

    /// <summary>Secrets that were good once.</summary>
    public List<string> ExpiredSecrets { get; } = [];

    /// <summary>Public keys of its certificates.</summary>
    public List<RSA> CertificateKeys { get; } = [];

    /// <summary>Issuer and subject of tokens of the authority's own foreign issuer that it trusts.</summary>
    public List<(string Issuer, string Subject)> FederatedSubjects { get; } = [];

    /// <summary>Application permissions that were granted.</summary>
    public List<string> Roles { get; } = [];
}
