using System.Security;
using TapModule.Core.Connections;
using TapModule.Core.Graph;
using TapModule.Core.Passes;
using TapModule.Core.Runs;
using TapModule.Core.SignIn.Methods;
using TapModule.Sandbox.Server;

namespace TapModule.Core.Tests.Support;

/// <summary>A sandbox tenant behind real HTTP, and a connection to it whose retries do not keep a test waiting.</summary>
internal sealed class TestTenant : IAsyncDisposable
{
    private readonly SandboxServer _server;

    private TestTenant(SandboxServer server, GraphConnection connection)
    {
        _server = server;
        Connection = connection;
        Client = new TapClient(connection);
    }

    public GraphConnection Connection { get; }

    public TapClient Client { get; }

    public SandboxGraph Graph => _server.Graph;

    public SandboxTenant Tenant => _server.Graph.Tenant;

    public IEnumerable<RecordedRequest> Requests => Graph.Record.Requests;

    /// <summary>Starts one whose clock is also the connection's: the system's, if none is given.</summary>
    /// <param name="users">How many there are.</param>
    /// <param name="networkTimeout">How long one request may take.</param>
    /// <param name="wire">Stands between the connection and the tenant, in the process instead of HTTP; null for HTTP.</param>
    /// <param name="time">The clock of both.</param>
    public static async Task<TestTenant> StartAsync(int users = 50, TimeSpan? networkTimeout = null, Func<HttpMessageHandler, HttpMessageHandler>? wire = null, TimeProvider? time = null)
    {
        var tenant = SandboxTenant.CreateWithUsers(users, time ?? TimeProvider.System);
        var server = await SandboxServer.StartAsync(tenant);
        var connection = await GraphConnection.OpenAsync(new ConnectionOptions
        {
            SignIn = new AccessTokenSignIn(Secure(server.Graph.Tokens.Issue(new() { Roles = ["UserAuthMethod-TAP.ReadWrite.All"] }))),
            GraphEndpoint = server.Address,
            NetworkTimeout = networkTimeout ?? (time is LeapingTime ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(30)),
            Handler = wire?.Invoke(new SandboxHandler(server.Graph)),
            Time = time ?? TimeProvider.System,
        });
        connection.Retries = new RetryRule { FirstPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromMilliseconds(200) };
        return new TestTenant(server, connection);
    }

    public string User(int number) => Tenant.Users[number].UserPrincipalName;

    public List<PassRequest> Rows(int count) => [.. Tenant.Users.Take(count).Select(u => new PassRequest { UserId = u.UserPrincipalName })];

    public PassOutcome IssueOne(PassRequest request, IssueOptions? options = null) => Assert.Single(Client.IssueAsync([request], options).ToBlockingEnumerable());

    public List<PassOutcome> Issue(IEnumerable<PassRequest> requests, IssueOptions? options = null) => [.. Client.IssueAsync(requests, options).ToBlockingEnumerable()];

    /// <summary>The promise itself: each row one outcome, and every code that was put out is the one that the user holds.</summary>
    public void AssertNothingLost(IReadOnlyCollection<PassRequest> rows, IReadOnlyCollection<PassOutcome> outcomes)
    {
        Assert.Equal(rows.Count, outcomes.Count);
        Assert.Equal(Enumerable.Range(1, rows.Count), outcomes.Select(o => o.RowNumber).Order());
        foreach (var outcome in outcomes)
        {
            var held = Tenant.CurrentPass(outcome.Request.UserId)?.TemporaryAccessPass;
            if (outcome.Pass is not null) Assert.Equal(held, outcome.Pass.TemporaryAccessPass);
            else if (outcome.Error is null or { Reason: not TapErrorId.OutcomeUnknown }) Assert.True(held is null, $"{outcome.Request.UserId} holds a pass, and its row says: {outcome.Error?.Message ?? outcome.SkippedBecause}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Connection.Dispose();
        await _server.DisposeAsync();
    }

    private static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var c in text) secure.AppendChar(c);
        return secure;
    }
}
