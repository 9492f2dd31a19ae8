using Azure.Core;
using Azure.Identity;
using TapModule.Core.SignIn.Tokens;

namespace TapModule.Core.SignIn.Credentials;

/// <summary>Hands out the one token it was given, until that ends. A token that is no readable JWT never ends by our knowledge.</summary>
internal sealed class GivenTokenCredential(string token, TimeProvider time) : TokenCredential
{
    private readonly DateTimeOffset _expiresOn = TokenGrants.Read(token).ExpiresOn ?? DateTimeOffset.MaxValue;

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => _expiresOn > time.GetUtcNow()
        ? new AccessToken(token, _expiresOn)
        : throw new CredentialUnavailableException($"The given access token expired at {_expiresOn:u}, and a given token cannot be renewed.");

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));
}
