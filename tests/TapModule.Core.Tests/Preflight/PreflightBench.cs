using System.Security;
using TapModule.Core.Bulk;
using TapModule.Core.Connections;
using TapModule.Core.Diagnostics;
using TapModule.Core.Passes;
using TapModule.Core.Preflight;
using TapModule.Core.Runs;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.Tests.Support;

namespace TapModule.Core.Tests.Preflight;

/// <summary>Checks rows and issues them, in front of a simulated tenant in the same process.</summary>
internal sealed class PreflightBench : IDisposable
{
    public static readonly string[] AllRights =
    [
        "UserAuthMethod-TAP.ReadWrite.All", "UserAuthenticationMethod.Read.All", "Policy.Read.AuthenticationMethod", "User.Read.All", "GroupMember.Read.All",
        "RoleManagement.Read.Directory",
    ];

    private readonly GraphConnection _connection;

    private PreflightBench(SandboxGraph graph, GraphConnection connection)
    {
        Graph = graph;
        _connection = connection;
    }

    public SandboxGraph Graph { get; }

    public static async Task<PreflightBench> ConnectAsync(SandboxTenant tenant, bool isPerson, params string[] rights)
    {
        var graph = new SandboxGraph(tenant);
        graph.Tokens.RequireIssued = true;
        var options = isPerson ? new SandboxTokenOptions { Scopes = rights } : new SandboxTokenOptions { Roles = rights };
        var token = new SecureString();
        foreach (var letter in graph.Tokens.Issue(options)) token.AppendChar(letter);
        return new PreflightBench(graph, await GraphConnection.OpenAsync(new ConnectionOptions
        {
            SignIn = new AccessTokenSignIn(token),
            GraphEndpoint = new Uri("https://graph.sandbox.invalid/"),
            Handler = new SandboxHandler(graph),
        }));
    }

    /// <summary>What is found out about each row.</summary>
    public async Task<IReadOnlyDictionary<string, Readiness>> CheckAsync(IEnumerable<PassRequest> rows, TapIfExists ifExists = TapIfExists.Replace)
    {
        var session = await PreflightSession.BeginAsync(_connection, null, NullLog.Instance, default);
        using var run = session.Start(new BulkOptions(), NullLog.Instance);
        var sink = new TestSink();
        var number = 0;
        foreach (var row in rows)
        {
            await session.PrepareAsync(++number, NullLog.Instance, default);
            run.Add(session.Row(row, new RowRef(number, row.UserId), ifExists, waitsForUser: false), sink, default);
        }

        run.Finish(sink, default);
        return sink.Outcomes.ToDictionary(outcome => outcome.Row.User, outcome => (Readiness)outcome.Result!);
    }

    /// <summary>Issues the rows; null for one that got its pass or was skipped, else why not.</summary>
    public async Task<IReadOnlyDictionary<string, TapErrorId?>> IssueAsync(IEnumerable<PassRequest> rows, TapIfExists ifExists = TapIfExists.Replace)
    {
        var ends = new Dictionary<string, TapErrorId?>();
        await foreach (var outcome in new TapClient(_connection).IssueAsync(rows, new IssueOptions { IfExists = ifExists }))
            ends.Add(outcome.Request.UserId, outcome.Error?.Reason);
        return ends;
    }

    /// <summary>Requests of a kind that the service saw, items of batches counted one by one.</summary>
    public int Count(string pathPart) => Graph.Record.Requests.Sum(request =>
        (request.Path.Contains(pathPart, StringComparison.OrdinalIgnoreCase) ? 1 : 0) + Occurrences(request.Body, pathPart));

    public void Dispose() => _connection.Dispose();

    private static int Occurrences(string? text, string part)
    {
        var count = 0;
        for (var at = text?.IndexOf(part, StringComparison.OrdinalIgnoreCase) ?? -1; at >= 0; at = text!.IndexOf(part, at + 1, StringComparison.OrdinalIgnoreCase)) count++;
        return count;
    }
}
