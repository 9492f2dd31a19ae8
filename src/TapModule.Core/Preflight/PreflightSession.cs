using TapModule.Core.Bulk;
using TapModule.Core.Connections;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.Journal;
using TapModule.Core.Passes;

namespace TapModule.Core.Preflight;

/// <summary>The check of a whole file: reads what holds for all rows once, and makes the rows. Remembers sixteen bytes of each row.</summary>
internal sealed class PreflightSession
{
    private readonly GraphConnection _connection;
    private readonly GraphCaller _caller;
    private readonly TenantFacts _facts;
    private readonly Dictionary<Guid, int> _rowOfUser = [];

    private PreflightSession(GraphConnection connection, GraphCaller caller, TenantFacts facts)
    {
        _connection = connection;
        _caller = caller;
        _facts = facts;
    }

    /// <exception cref="TapServiceException">The sign-in is no good any more.</exception>
    public static async Task<PreflightSession> BeginAsync(GraphConnection connection, ITapLog log, CancellationToken cancellationToken)
    {
        var caller = new GraphCaller(connection.Client, connection.Retries);
        return new PreflightSession(connection, caller, await TenantFacts.ReadAsync(connection, caller, log, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>What issuing would reject without sending anything; null if it would go.</summary>
    public TapError? Admit(string user, int row)
    {
        var key = UserKey.Of(user);
        if (_rowOfUser.TryGetValue(key, out var first))
            return ErrorTable.Describe(TapReason.DuplicateUser, $"'{user}' is already named by row {first}; only that row counts.", user, row);
        _rowOfUser.Add(key, row);
        return null;
    }

    /// <summary>To be called before each row is made: with many rows, some things are cheaper to read at once.</summary>
    public Task PrepareAsync(int rows, ITapLog log, CancellationToken cancellationToken) => _facts.Groups.PrepareAsync(rows, _caller, log, cancellationToken);

    public bool IsToPrepare(int rows) => _facts.Groups.IsToPrepare(rows);

    public PreflightRow Row(PassRequest request, int number, IfPassExists ifExists, bool waitsForUser, object? tag = null) =>
        new(request, number, ifExists, waitsForUser, _facts, tag);

    public BulkRun Start(BulkOptions options, ITapLog log) => new(_connection.Client, _connection.ReadPace, _connection.Retries, options, log);

    /// <summary>How long issuing would take at the pace that the service has been granting; null while it has shown no limit.</summary>
    public TimeSpan? Forecast(long rows) =>
        _connection.WritePace.State(_connection.Client.Time.GetElapsedTime(0)).Rate is { } rate && rate > 0 ? TimeSpan.FromSeconds(rows / rate) : null;
}
