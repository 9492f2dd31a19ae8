using System.Runtime.CompilerServices;
using TapModule.Core.Bulk;
using TapModule.Core.Connections;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Passes;
using TapModule.Core.Runs;

namespace TapModule.Core;

/// <summary>What the module does, for programs in C#: the same runs as the cmdlets'. Safe for use from several threads.</summary>
/// <param name="connection">The tenant.</param>
/// <param name="log">Where remarks go; null for nowhere.</param>
public sealed class TapClient(GraphConnection connection, ITapLog? log = null)
{
    private readonly ITapLog _log = log ?? NullLog.Instance;

    /// <summary>
    /// Issues passes as the input is enumerated; outcomes come as they are known, not in input order. An outcome counts as delivered,
    /// in the journal too, when the next one is asked for.
    /// </summary>
    /// <param name="requests">The rows; of any length, enumerated once.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the run at once.</param>
    /// <exception cref="TapServiceException">Nothing more can be done: the sign-in was refused, or the journal cannot be used.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async IAsyncEnumerable<PassOutcome> IssueAsync(
        IEnumerable<PassRequest> requests, IssueOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var run = IssueRun.Begin(connection, options ?? new IssueOptions(), _log);
        var steps = DriveAsync(run.Driver, Rows(run, requests), cancellationToken);
        await foreach (var outcome in steps.ConfigureAwait(false))
        {
            yield return new PassOutcome((PassRequest)outcome.Row.Tag!, outcome.Row.Number)
            {
                Pass = (outcome.Result as CreatePassResult)?.Pass,
                SkippedBecause = outcome.Ending == RowEnding.Skipped ? SkipReasons.Text(outcome.Result) : null,
                Error = outcome.Error,
            };
        }
    }

    /// <summary>Reads the passes of users. Outcomes come as they are known, not in input order.</summary>
    /// <param name="users">Object ids or user principal names; of any length, enumerated once.</param>
    /// <param name="cancellationToken">Ends the run at once.</param>
    /// <exception cref="TapServiceException">Nothing more can be done: the sign-in was refused.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async IAsyncEnumerable<UserPasses> ReadAsync(IEnumerable<string> users, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var run = new RunDriver(connection, Lane.Read, new BulkOptions(), new RefusalExplainer(connection, connection.Allows("Get-TapPass"), _log), null, _log);
        var rows = users.Select((user, index) => (RowAdmission.Misnamed(new RowRef(index + 1, user)), (Func<BulkRow>)(() => new GetPassOperation(user, null, index + 1))));
        await foreach (var outcome in DriveAsync(run, rows, cancellationToken).ConfigureAwait(false))
        {
            yield return new UserPasses(outcome.Row.User, outcome.Row.Number)
            {
                Passes = (outcome.Result as GetPassesResult)?.Passes ?? [],
                Error = outcome.Error,
            };
        }
    }

    private static IEnumerable<(RowOutcome? Ended, Func<BulkRow> Row)> Rows(IssueRun run, IEnumerable<PassRequest> requests)
    {
        var number = 0;
        foreach (var request in requests)
        {
            var row = new RowRef(++number, request.UserId, request);
            yield return (run.Check(request, row), () => run.Admit(request, row));
        }
    }

    private async IAsyncEnumerable<RowOutcome> DriveAsync(
        RunDriver run, IEnumerable<(RowOutcome? Ended, Func<BulkRow> Row)> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (ended, make) in rows)
        {
            if (run.IsFaulted) break;
            if (ended is not null)
            {
                run.Settle(ended);
            }
            else
            {
                var row = make();
                while (!run.TryAdd(row))
                {
                    if (OutcomeOf(await run.TakeAsync(cancellationToken).ConfigureAwait(false)) is { } outcome) yield return outcome;
                }
            }

            while (run.TryTake(TimeSpan.Zero, cancellationToken, out var step))
            {
                if (OutcomeOf(step) is { } outcome) yield return outcome;
            }
        }

        if (!run.IsFaulted) run.Complete();
        for (RunStep? step = null; step is not RunStep.End;)
        {
            step = await run.TakeAsync(cancellationToken).ConfigureAwait(false);
            if (OutcomeOf(step) is { } outcome) yield return outcome;
        }
    }

    private RowOutcome? OutcomeOf(RunStep step)
    {
        switch (step)
        {
            case RunStep.Write write:
                return write.Outcome;
            case RunStep.Tell tell:
                return tell.Failed;
            case RunStep.Warn warn:
                _log.Warning(warn.Text);
                return null;
            case RunStep.End { Fatal: { } fatal }:
                throw new TapServiceException(fatal);
            default:
                return null;
        }
    }
}
