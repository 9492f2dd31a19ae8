using Microsoft.Kiota.Abstractions;

namespace TapModule.Core.Graph;

/// <summary>With which of the connection's tokens a request went out. Travels with the request.</summary>
internal sealed class TokenUse : IRequestOption
{
    /// <summary>The number of the last token; 0 before the first try.</summary>
    public int Number { get; set; }

    /// <summary>Whether the token was renewed for this request.</summary>
    public bool WasRenewed { get; set; }

    public static TokenUse AddTo(HttpRequestMessage request)
    {
        var use = new TokenUse();
        // Under the name where Kiota's GetRequestOption looks for it.
#if NET
        request.Options.Set(new HttpRequestOptionsKey<TokenUse>(typeof(TokenUse).FullName!), use);
#else
        request.Properties[typeof(TokenUse).FullName!] = use;
#endif
        return use;
    }
}
