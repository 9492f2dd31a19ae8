namespace TapModule.Sandbox;

/// <summary>One way in which a user is known, as Graph's <c>identities</c> lists it. It tells internal guests from external ones.</summary>
/// <param name="SignInType"><c>userPrincipalName</c> for an account of this tenant, <c>federated</c> for one that lives elsewhere.</param>
/// <param name="Issuer">The tenant's domain, or <c>ExternalAzureAD</c> for a guest from another Entra tenant.</param>
/// <param name="IssuerAssignedId">The name at the issuer; null where Graph returns none.</param>
public sealed record SandboxIdentity(string SignInType, string Issuer, string? IssuerAssignedId);
