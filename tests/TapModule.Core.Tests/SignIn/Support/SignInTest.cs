using System.Net.Security;
using System.Security;
using TapModule.Authority.Server;
using TapModule.Core.Connections;
using TapModule.Core.Errors;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.Text;

namespace TapModule.Core.Tests.SignIn;

/// <summary>
/// A test of a way to sign in, against a local authority over real https. Its certificate is trusted by this test's handler alone. At the
/// end of each test, nothing that came out may hold a secret that went in or over the wire.
/// </summary>
public abstract class SignInTest : IAsyncLifetime, IDisposable
{
    protected const string ClientId = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";

    private readonly List<string> _secrets = [];
    private readonly List<GraphConnection> _connections = [];
    private SocketsHttpHandler _trusting = null!;

    private protected LeakWatch Watch { get; } = new();

    protected AuthorityServer Server { get; private set; } = null!;

    protected AuthorityState State => Server.State;

    private protected StubGraph Graph { get; } = new();

    public async Task InitializeAsync()
    {
        Server = await AuthorityServer.StartAsync(https: true);
        _trusting = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == Server.Certificate!.GetCertHashString(),
            },
        };
    }

    public async Task DisposeAsync()
    {
        foreach (var connection in _connections) connection.Dispose();
        Watch.MustHoldNone([.. _secrets, .. State.Secrets, State.MachineKey]);
        await Server.DisposeAsync();
    }

    public void Dispose()
    {
        Watch.Dispose();
        _trusting.Dispose();
        Graph.Dispose();
        GC.SuppressFinalize(this);
    }

    protected HttpMessageHandler Trusting => _trusting;

    /// <summary>A secret that must show nowhere.</summary>
    protected string Secret(string text)
    {
        _secrets.Add(text);
        return text;
    }

    protected SecureString Secure(string text) => SecureText.ToSecureString(Secret(text));

    private protected AuthorityApp App(params string[] roles)
    {
        var app = State.Apps.GetOrAdd(ClientId, id => new AuthorityApp { ClientId = id });
        app.Roles.AddRange(roles);
        return app;
    }

    protected async Task<GraphConnection> OpenAsync(SignInMethod method, Func<ConnectionOptions, ConnectionOptions>? change = null, CancellationToken cancellationToken = default)
    {
        var options = new ConnectionOptions { SignIn = method, AuthorityHost = Server.Address, AuthorityHandler = _trusting, Handler = Graph };
        Watch.Note(method);
        var connection = await GraphConnection.OpenAsync(change?.Invoke(options) ?? options, cancellationToken);
        _connections.Add(connection);
        Watch.Note(connection);
        Watch.Note(connection.Grants);
        foreach (var notice in connection.Notices) Watch.Note(notice);
        return connection;
    }

    /// <summary>The failure of a sign-in, told.</summary>
    protected async Task<TapError> RefusedAsync(SignInMethod method, Func<ConnectionOptions, ConnectionOptions>? change = null)
    {
        var failure = await Assert.ThrowsAsync<TapServiceException>(() => OpenAsync(method, change));
        Watch.Note(failure);
        Watch.Note(failure.Error);
        return failure.Error;
    }
}
