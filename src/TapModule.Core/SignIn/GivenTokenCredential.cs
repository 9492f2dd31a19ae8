using Azure.Core;
using Azure.Identity;

namespace TapModule.Core.SignIn;

/// <summary>Hands out the one token it was given, until that ends or more claims are demanded than it proves.</summary>
internal sealed class GivenTokenCredential(string token) : TokenCredential
{
    private readonly DateTimeOffset _expiresOn = TokenGrants.Read(token).ExpiresOn ?? DateTimeOffset.MaxValue;

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        if (requestContext.Claims is not null)
            throw new AuthenticationFailedException("The service asks for more proof of identity than the given access token holds, and a given token cannot be renewed.");
        return new AccessToken(token, _expiresOn);
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));
}
