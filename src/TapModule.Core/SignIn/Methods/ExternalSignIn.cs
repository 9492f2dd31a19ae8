using System.Security;

namespace TapModule.Core.SignIn.Methods;

/// <summary>Tokens that another program's live session gives on demand, such as <c>Connect-MgGraph</c>'s.</summary>
/// <param name="Source">What the tokens come from, as a person calls it: "the session of Connect-MgGraph".</param>
/// <param name="GetToken">
/// Gives a valid access token; called, from any thread, at sign-in and again shortly before a token expires. It may throw; the message is
/// shown, so it must hold no secret.
/// </param>
public sealed record ExternalSignIn(string Source, Func<CancellationToken, Task<SecureString>> GetToken) : SignInMethod
{
    /// <inheritdoc/>
    public override string Name => "External";
}
