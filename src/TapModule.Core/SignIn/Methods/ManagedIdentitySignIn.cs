namespace TapModule.Core.SignIn.Methods;

/// <summary>The identity that Azure gave the machine, function or container that this runs on. At most one id may be set.</summary>
public sealed record ManagedIdentitySignIn : SignInMethod
{
    /// <inheritdoc/>
    public override string Name => "ManagedIdentity";

    /// <summary>The client id of a user-assigned identity.</summary>
    public string? ClientId { get; init; }

    /// <summary>The object (principal) id of a user-assigned identity.</summary>
    public string? ObjectId { get; init; }

    /// <summary>The Azure resource id of a user-assigned identity: <c>/subscriptions/…/userAssignedIdentities/name</c>.</summary>
    public string? ResourceId { get; init; }
}
