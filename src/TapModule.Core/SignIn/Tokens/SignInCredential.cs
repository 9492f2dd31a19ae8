using Azure.Core;

namespace TapModule.Core.SignIn.Tokens;

/// <summary>A credential, and what can be asked of it.</summary>
/// <param name="Source">Gives tokens.</param>
/// <param name="TakesClaims">
/// Whether it can be asked for a token that satisfies given claims. Where it cannot (another program's login), asking would fail.
/// </param>
internal sealed record SignInCredential(TokenCredential Source, bool TakesClaims = true);
