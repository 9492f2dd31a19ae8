using TapModule.Core.Bulk;
using TapModule.Core.Connections;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Files;
using TapModule.Core.Journal;
using TapModule.Core.Passes;

namespace TapModule.Core.Runs;

/// <summary>A run that issues passes: the journal and the admission of rows around a <see cref="RunDriver"/>.</summary>
internal sealed class IssueRun : IDisposable
{
    private readonly IssueOptions _options;
    private readonly RowAdmission _admission;

    private IssueRun(RunDriver driver, IssueOptions options, RowAdmission admission)
    {
        Driver = driver;
        _options = options;
        _admission = admission;
    }

    public RunDriver Driver { get; }

    /// <param name="connection">Where to issue.</param>
    /// <param name="options">How.</param>
    /// <param name="log">For remarks.</param>
    /// <exception cref="TapServiceException">
    /// Before anything is sent: <see cref="TapErrorId.JournalUnusable"/>, or <see cref="TapErrorId.NotConnected"/> for a closed connection.
    /// </exception>
    public static IssueRun Begin(GraphConnection connection, IssueOptions options, ITapLog log)
    {
        JournalIndex? earlier = null;
        JournalRecord? record = null;
        if (options.JournalPath is { } path)
        {
            var header = Header(connection);
            if (options.IsRehearsal)
            {
                earlier = JournalIndex.Read(path, header);
            }
            else
            {
                var journal = JournalFile.Open(path, header, connection.Client.Time);
                record = new JournalRecord(journal);
                earlier = journal.Earlier;
            }
        }

        var bulk = new BulkOptions { BatchSize = options.BatchSize, ThrottleLimit = options.ThrottleLimit, MaxRate = options.MaxRate };
        var explainer = new RefusalExplainer(connection, connection.Allows("New-TapPass"), log);
        return new IssueRun(new RunDriver(connection, Lane.Write, bulk, explainer, record, log), options, new RowAdmission(earlier));
    }

    /// <summary>Who begins a run now, where and with what.</summary>
    public static RunHeader Header(GraphConnection connection) => new()
    {
        RunId = Guid.NewGuid(),
        StartedAt = connection.Client.Time.GetUtcNow(),
        TenantId = connection.Grants.TenantId,
        Cloud = connection.Cloud.Name,
        Operator = connection.Grants.Account ?? connection.Grants.ObjectId,
        ClientId = connection.Grants.ClientId,
        Version = typeof(IssueRun).Assembly.GetName().Version!.ToString(3),
    };

    /// <inheritdoc cref="RowAdmission.Check"/>
    public RowOutcome? Check(PassRequest request, RowRef row) => _admission.Check(request, row);

    /// <summary>The row goes: its user counts as named from now on.</summary>
    public BulkRow Admit(PassRequest request, RowRef row)
    {
        _admission.Admit(request, row);
        return new CreatePassOperation(request, row, _options.IfExists, _options.WaitForUser);
    }

    /// <summary>Names all users in doubt in a file beside the journal, which takes the place of an earlier one.</summary>
    /// <returns>The file; null if there is no journal, or the file could not be written.</returns>
    public string? WriteDoubtFile(RunSummary summary)
    {
        if (_options.JournalPath is not { } journal) return null;
        var path = journal + ".in-doubt.txt";
        try
        {
            if (File.Exists(path)) File.Delete(path);
            using var file = OwnedFile.Create(path, isPrivate: true);
            using var text = new StreamWriter(file.Stream);
            foreach (var row in summary.InDoubt) text.WriteLine(row.User);
            return path;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose() => Driver.Dispose();
}
