using TapModule.Core.Bulk;
using TapModule.Core.Connections;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Passes;
using TapModule.Core.Runs;

namespace TapModule.Core;

/// <summary>What the module does, for programs in C#.</summary>
/// <param name="connection">The tenant.</param>
/// <param name="log">Where remarks go; null for nowhere.</param>
public sealed class TapClient(GraphConnection connection, ITapLog? log = null)
{
    private readonly ITapLog _log = log ?? NullLog.Instance;

    /// <summary>
    /// Issues passes as the input is enumerated; outcomes come as they are known, not in input order. An outcome counts as delivered,
    /// in the journal too, when the next one is asked for. The enumeration blocks while it waits.
    /// </summary>
    /// <param name="requests">The rows; of any length, enumerated once.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the run at once.</param>
    /// <exception cref="TapServiceException">Nothing more can be done: the sign-in was refused, or the journal cannot be used.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IEnumerable<PassOutcome> Issue(IEnumerable<PassRequest> requests, IssueOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new IssueOptions();
        using var issuing = IssueRun.Begin(connection, options.JournalPath, Version);
        using var run = issuing.Start(new BulkOptions { BatchSize = options.BatchSize, ThrottleLimit = options.ThrottleLimit, MaxRate = options.MaxRate }, _log);
        var isOver = false;
        RowOutcome? undelivered = null;
        try
        {
            var number = 0;
            foreach (var request in requests)
            {
                var row = new PassCreation(request, ++number, options.IfExists, options.WaitForUser);
                var admission = issuing.Admit(row);
                if (admission.Error is { } error) yield return new PassOutcome(request, number) { Error = error };
                else if (admission.IsDelivered) yield return new PassOutcome(request, number) { SkippedBecause = "delivered by an earlier run of the journal" };
                else
                {
                    while (!run.TryAdd(row))
                    {
                        if (run.TryTake(out undelivered, Tick, cancellationToken)) yield return Outcome(undelivered!);
                        Settle(issuing, ref undelivered);
                    }
                }

                while (run.TryTake(out undelivered, TimeSpan.Zero, cancellationToken))
                {
                    yield return Outcome(undelivered!);
                    Settle(issuing, ref undelivered);
                }

                if (run.Fatal is not null) break;
            }

            run.Complete();
            while (!run.IsFinished)
            {
                if (run.TryTake(out undelivered, Tick, cancellationToken)) yield return Outcome(undelivered!);
                Settle(issuing, ref undelivered);
            }

            isOver = true;
            issuing.Ended(run.Counts);
            if (run.Fatal is { } fatal) throw new TapServiceException(fatal);
        }
        finally
        {
            if (!isOver)
            {
                var open = run.Abandon();
                var unwritten = new List<RowOutcome>();
                if (undelivered is not null) unwritten.Add(undelivered);
                while (run.TryTake(out var outcome, TimeSpan.Zero, default)) unwritten.Add(outcome!);
                issuing.Abandoned(open, unwritten);
            }
        }
    }

    private static TimeSpan Tick => TimeSpan.FromMilliseconds(200);

    private static string Version => typeof(TapClient).Assembly.GetName().Version!.ToString(3);

    private static void Settle(IssueRun issuing, ref RowOutcome? outcome)
    {
        if (outcome is null) return;
        if (outcome.Ending == RowEnding.Failed) issuing.Failed(outcome);
        else if (outcome.Ending == RowEnding.Skipped) issuing.Skipped(outcome);
        else issuing.Delivered(outcome);
        outcome = null;
    }

    private static PassOutcome Outcome(RowOutcome outcome) => new(((PassCreation)outcome.Row).Request, outcome.Row.Number)
    {
        Pass = (outcome.Result as IssuedPass)?.Pass,
        SkippedBecause = outcome.Ending == RowEnding.Skipped ? "the user has a live pass" : null,
        Error = outcome.Error,
    };
}
