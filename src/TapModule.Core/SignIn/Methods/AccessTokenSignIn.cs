using System.Security;

namespace TapModule.Core.SignIn.Methods;

/// <summary>A token that somebody else got. It cannot be renewed.</summary>
/// <param name="Token">The access token for this cloud's Graph.</param>
public sealed record AccessTokenSignIn(SecureString Token) : SignInMethod
{
    /// <inheritdoc/>
    public override string Name => "AccessToken";

    internal override IEnumerable<SecureString> Secrets => [Token];
}
