using Azure.Core;
using Azure.Identity;

namespace TapModule.Core.SignIn.Credentials;

/// <summary>
/// Asks the person for the first token and never again: a browser window or a new code in the middle of a run, perhaps on a machine
/// where nobody sits, helps nobody. A token that cannot be renewed silently ends the run instead.
/// </summary>
/// <param name="silent">Gives tokens without asking, once there was a sign-in.</param>
/// <param name="ask">Asks the person.</param>
/// <param name="record">Keeps who signed in for later processes; null where nothing is to be kept.</param>
internal sealed class AskOnceCredential(
    TokenCredential silent, Func<TokenRequestContext, CancellationToken, Task<AuthenticationRecord>> ask, SignInRecord? record) : TokenCredential
{
    private bool _wasAsked;

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        if (!_wasAsked)
        {
            try
            {
                return await silent.GetTokenAsync(requestContext, cancellationToken).ConfigureAwait(false);
            }
            catch (AuthenticationRequiredException)
            {
                var who = await ask(requestContext, cancellationToken).ConfigureAwait(false);
                _wasAsked = true;
                record?.Write(who);
            }
        }

        return await silent.GetTokenAsync(requestContext, cancellationToken).ConfigureAwait(false);
    }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Tokens are fetched asynchronously.");
}
