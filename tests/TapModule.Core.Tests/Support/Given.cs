using System.Security;
using TapModule.Core.Connections;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.Text;

namespace TapModule.Core.Tests.Support;

/// <summary>A connection with a given token, which needs no sign-in.</summary>
internal static class Given
{
    public const string Token = "opaque-token-0123456789-abcdefghijklmnop";

    public static SecureString Secure(string text) => SecureText.ToSecureString(text);

    public static Task<GraphConnection> ConnectAsync(Func<ConnectionOptions, ConnectionOptions> change) =>
        GraphConnection.OpenAsync(change(new ConnectionOptions { SignIn = new AccessTokenSignIn(Secure(Token)), UserAgent = "TapModule/1.2.3" }));

    public static Task<GraphConnection> ConnectAsync(Uri endpoint) => ConnectAsync(options => options with { GraphEndpoint = endpoint });
}
