using System.Security;
using System.Text.Json;
using TapModule.Core.Connections;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.Policy;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.Tests.Support;
using TapModule.Sandbox.Server;

namespace TapModule.Core.Tests.Policy;

/// <summary>The policy's service over real HTTP, in front of a simulated tenant, with everything that was said and sent.</summary>
internal sealed class PolicyBench : ITapLog, IAsyncDisposable
{
    private readonly SandboxServer _server;
    private GraphConnection? _connection;

    private PolicyBench(SandboxServer server) => _server = server;

    public SandboxGraph Graph => _server.Graph;

    public PolicyService Service { get; private set; } = null!;

    public List<string> Warnings { get; } = [];

    public List<string> Remarks { get; } = [];

    /// <summary>Method and path of what was sent, without the version; a filter is left out.</summary>
    public IEnumerable<string> Sent => Graph.Record.Requests.Select(r => $"{r.Method} {r.Path.Replace("/v1.0", "").Split('?')[0].Replace(GraphPath.TapPolicy, "policy")}");

    public IEnumerable<string?> PatchBodies => Graph.Record.Requests.Where(r => r.Method == "PATCH").Select(r => r.Body);

    public static async Task<PolicyBench> StartAsync(SandboxTenant? tenant = null, params string[] permissions)
    {
        var bench = new PolicyBench(await SandboxServer.StartAsync(new SandboxGraph(tenant ?? SandboxTenant.CreateDemo())));
        await bench.ConnectAsync(permissions);
        return bench;
    }

    /// <summary>Connects with a token of these permissions only; with none, permissions are not looked at.</summary>
    public async Task ConnectAsync(params string[] permissions)
    {
        Graph.Tokens.RequireIssued = permissions.Length > 0;
        var token = new SecureString();
        foreach (var letter in permissions.Length > 0 ? Graph.Tokens.Issue(new SandboxTokenOptions { Roles = permissions }) : "any") token.AppendChar(letter);
        _connection?.Dispose();
        _connection = await GraphConnection.OpenAsync(new ConnectionOptions { SignIn = new AccessTokenSignIn(token), GraphEndpoint = _server.Address, Time = new LeapingTime(), NetworkTimeout = Timeout.InfiniteTimeSpan });
        _connection.Retries = new RetryRule { FirstPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromMilliseconds(200) };
        Service = new PolicyService(_connection.Requester);
    }

    public Task<PolicyDocument> GetAsync() => Service.GetAsync(this, default);

    public Task<PolicyPlan> PlanAsync(PolicyChange change) => Service.PlanAsync(change, this, default);

    public async Task<PolicyPlan> SetAsync(PolicyChange change)
    {
        var plan = await PlanAsync(change);
        await Service.ApplyAsync(plan, this, default);
        return plan;
    }

    public async Task<TapError> FailsAsync(PolicyChange change) => (await Assert.ThrowsAsync<TapServiceException>(() => SetAsync(change))).Error;

    /// <summary>The parts of the one update that was sent, apart from its type.</summary>
    public Dictionary<string, string> SentProperties()
    {
        using var body = JsonDocument.Parse(Assert.Single(PatchBodies)!);
        Assert.Equal("#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration", body.RootElement.GetProperty("@odata.type").GetString());
        return body.RootElement.EnumerateObject().Where(p => p.Name != "@odata.type").ToDictionary(p => p.Name, p => p.Value.GetRawText());
    }

    public void Verbose(string message) => Remarks.Add(message);

    public void Debug(string message) => Remarks.Add(message);

    public void Warning(string message) => Warnings.Add(message);

    public async ValueTask DisposeAsync()
    {
        _connection?.Dispose();
        await _server.DisposeAsync();
    }
}
