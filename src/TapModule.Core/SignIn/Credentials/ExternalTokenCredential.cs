using Azure.Core;
using Azure.Identity;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.SignIn.Tokens;
using TapModule.Core.Text;

namespace TapModule.Core.SignIn.Credentials;

/// <summary>Asks another program's live session for each token.</summary>
internal sealed class ExternalTokenCredential(ExternalSignIn external) : TokenCredential
{
    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        string token;
        try
        {
            token = SecureText.ToPlainText(await external.GetToken(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is not OperationCanceledException and not Errors.TapServiceException)
        {
            throw new CredentialUnavailableException($"{external.Source} gave no token: {ForeignText.Of(e)}");
        }

        // A token that does not say when it ends is asked for again after some minutes; the session keeps it fresh.
        return new AccessToken(token, TokenGrants.Read(token).ExpiresOn ?? DateTimeOffset.UtcNow.AddMinutes(10));
    }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Tokens are fetched asynchronously.");
}
