using System.Net.Http.Headers;
using System.Text;
using TapModule.Sandbox.Server;

namespace TapModule.Sandbox.Tests.Support;

/// <summary>What every test of the wire needs: a demonstration tenant on a clock of its own, and a client at one of the doors.</summary>
public abstract class WireTests(Door door) : IAsyncLifetime
{
    private HttpClient? _client;

    protected static DateTimeOffset Start { get; } = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero).AddTicks(1234567);

    protected TestClock Clock { get; } = new(Start);

    protected SandboxGraph Graph { get; private set; } = null!;

    /// <summary>The server at the HTTP door; null at the other.</summary>
    protected SandboxServer? Server { get; private set; }

    protected SandboxTenant Tenant => Graph.Tenant;

    protected HttpClient Client => _client!;

    public async Task InitializeAsync()
    {
        Graph = new SandboxGraph(CreateTenant());
        if (door == Door.Http) Server = await SandboxServer.StartAsync(Graph);
        _client = Server is null
            ? new HttpClient(new SandboxHandler(Graph)) { BaseAddress = new("https://graph.microsoft.com") }
            : new HttpClient { BaseAddress = Server.Address };
        _client.DefaultRequestHeaders.Authorization = new("Bearer", "anything");
    }

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        if (Server is not null) await Server.DisposeAsync();
    }

    protected virtual SandboxTenant CreateTenant() => SandboxTenant.CreateDemo(Clock);

    protected static string PassesOf(string user) => $"/users/{Uri.EscapeDataString(user)}/authentication/temporaryAccessPassMethods";

    protected static string Upn(string name) => $"{name}@contoso.example";

    protected Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync("GET", path, null, headers);

    protected Task<Answer> PostAsync(string path, string body) => SendAsync("POST", path, body);

    protected Task<Answer> CreateAsync(string name, string body = "{}") => PostAsync("/v1.0" + PassesOf(Upn(name)), body);

    protected async Task<Answer> SendAsync(string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    protected async Task<BatchAnswer> BatchAsync(params string[] items) =>
        new(await PostAsync("/v1.0/$batch", $$"""{"requests":[{{string.Join(",", items)}}]}"""));

    /// <summary>A batch that creates a pass for each of these users; item ids count from 1.</summary>
    protected Task<BatchAnswer> CreateBatchAsync(params string[] names) =>
        BatchAsync([.. names.Select((name, index) => BatchAnswer.Item($"{index + 1}", "POST", PassesOf(Upn(name)), "{}"))]);
}
