using System.Management.Automation;
using TapModule.Core.Bulk;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Errors;

namespace TapModule.Cmdlets;

/// <summary>
/// A command over many rows. The pipeline thread adds rows to the run and writes outcomes as they come; everything else happens
/// on other threads.
/// <para>
/// Objects go before errors, and before the <i>first</i> error everything in flight is brought to its end and written: under
/// <c>-ErrorAction Stop</c> nothing can be written after it. Once an error was written and the command goes on, the preference is
/// not Stop, and later errors need no such pause.
/// </para>
/// </summary>
public abstract class BulkCmdlet : ConnectedCmdlet
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    private readonly List<TapError> _heldErrors = [];
    private readonly List<RowOutcome> _unwritten = [];
    private BulkRun? _run;
    private ProgressMeter? _progress;
    private bool _mayWriteErrors;
    private bool _isDraining;
    private bool _isInputComplete;
    private bool _isOver;

    /// <summary>Most requests in one $batch, 1 to 20. With 1, every request travels alone.</summary>
    [Parameter]
    [ValidateRange(1, BatchBody.MaxItems)]
    public int BatchSize { get; set; } = BatchBody.MaxItems;

    /// <summary>Most HTTP requests in flight, 1 to 64.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>Most requests a second, each item of a batch counted, 0.01 to 10000. Without it the service's own limit is found.</summary>
    [Parameter]
    [ValidateRange(0.01, 10000)]
    public double MaxRate { get; set; }

    /// <summary>The row being processed, counted from 1.</summary>
    private protected int RowNumber { get; private set; }

    private protected RunCounts Counts => _run?.Counts ?? default;

    /// <summary>What the progress bar says is being done.</summary>
    private protected abstract string Activity { get; }

    /// <summary>Starts the run on its first row.</summary>
    private protected abstract BulkRun Start(BulkOptions options);

    /// <summary>Writes the result of a row that did not fail. Its exceptions mean that the pipeline is ending.</summary>
    private protected abstract void Write(RowOutcome outcome);

    /// <summary>Finds out more about a row's failure than the answer tells.</summary>
    private protected virtual TapError Explain(TapError error) => error;

    /// <summary>A row is about to give an error record, whether it was sent or rejected.</summary>
    private protected virtual void OnError(TapError error)
    {
    }

    /// <summary>A row failed; its error record is written afterwards.</summary>
    private protected virtual void OnFailed(RowOutcome outcome)
    {
    }

    /// <summary>The run ended in order.</summary>
    private protected virtual void OnEnded(RunCounts counts)
    {
    }

    /// <summary>The pipeline ended early. These rows may have been carried out, and nobody was told; these outcomes were not written.</summary>
    private protected virtual void OnAbandoned(IReadOnlyList<BulkRow> open, IReadOnlyList<RowOutcome> unwritten)
    {
    }

    /// <summary>Counts the rows of the pipeline. A user given by itself is no row, and its number stays 0.</summary>
    /// <param name="isOfList">One of several users of the command line, which are counted as well.</param>
    private protected void NextRow(bool isOfList = false)
    {
        if (MyInvocation.ExpectingInput || isOfList) RowNumber++;
    }

    /// <summary>Gives a row to the run, and writes what has come meanwhile.</summary>
    private protected void Add(BulkRow row)
    {
        _run ??= Start(new BulkOptions { BatchSize = BatchSize, ThrottleLimit = ThrottleLimit, MaxRate = MaxRate > 0 ? MaxRate : null });
        _progress ??= new ProgressMeter(this, Activity);
        while (!_run.TryAdd(row)) WriteNext(Tick);
        while (WriteNext(TimeSpan.Zero))
        {
        }

        ThrowIfDoomed();
    }

    /// <summary>A row that is not sent because of what it says.</summary>
    private protected virtual void Reject(TapError error) => Fail(error);

    /// <summary>Writes everything that is still to come.</summary>
    protected override void EndProcessing()
    {
        if (_run is not null)
        {
            _isInputComplete = true;
            _run.Complete();
            while (!_run.IsFinished) WriteNext(Tick);
            ThrowIfDoomed();
            OnEnded(_run.Counts);
        }

        _isOver = true;
        _progress?.Complete();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_run is { } run)
        {
            if (!_isOver)
            {
                var open = run.Abandon();
                while (run.TryTake(out var outcome, TimeSpan.Zero, default)) _unwritten.Add(outcome!);
                OnAbandoned(open, _unwritten);
            }

            run.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool WriteNext(TimeSpan wait)
    {
        RowOutcome? outcome;
        try
        {
            if (!_run!.TryTake(out outcome, wait, Stop))
            {
                if (wait > TimeSpan.Zero) WriteRemarks();
                return false;
            }
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        if (outcome!.Ending != RowEnding.Failed)
        {
            WriteSafely(outcome);
        }
        else
        {
            outcome = outcome with { Error = Explain(outcome.Error!) };
            OnFailed(outcome);
            Fail(outcome.Error!);
        }

        WriteRemarks();
        return true;
    }

    private void WriteSafely(RowOutcome outcome)
    {
        var isWritten = false;
        try
        {
            Write(outcome);
            isWritten = true;
        }
        finally
        {
            // The pipeline is ending under us; Dispose will tell what becomes of this one and the others.
            if (!isWritten) _unwritten.Add(outcome);
        }
    }

    private void Fail(TapError error)
    {
        OnError(error);
        _heldErrors.Add(error);
        if (_isDraining) return;
        if (!_mayWriteErrors) DrainBeforeFirstError();
        else WriteReady();

        var errors = _heldErrors.ToArray();
        _heldErrors.Clear();
        foreach (var held in errors) WriteError(TapErrors.ToRecord(held));
        if (_mayWriteErrors) return;
        _mayWriteErrors = true;
        _run?.Resume();
    }

    private void DrainBeforeFirstError()
    {
        if (_run is null) return;
        _isDraining = true;
        _run.Hold();
        while (!_run.IsQuiet) WriteNext(Tick);
        _isDraining = false;
    }

    /// <summary>What has already come is written before a later error: it may be answered with Halt.</summary>
    private void WriteReady()
    {
        if (_run is null) return;
        _isDraining = true;
        while (WriteNext(TimeSpan.Zero))
        {
        }

        _isDraining = false;
    }

    private void ThrowIfDoomed()
    {
        if (_run!.Fatal is not { } fatal) return;
        _run.Complete();
        while (!_run.IsFinished) WriteNext(Tick);
        OnEnded(_run.Counts);
        var unsent = _run.Unsent;
        _isOver = true;
        _progress?.Complete();
        throw Terminate(unsent == 0 ? fatal : fatal with { Message = $"{fatal.Message} {unsent} rows that were read, and all after them, were not sent." });
    }

    private void WriteRemarks()
    {
        Log.Write();
        _progress?.Show(_run!.Counts, _isInputComplete);
    }
}
