using System.Management.Automation;
using TapModule.Binding;
using TapModule.Core.Errors;
using TapModule.Errors;

namespace TapModule.Cmdlets;

/// <summary>
/// What all commands share: cancellation, remarks from other threads, and failures that end the command. Asynchronous work never
/// touches the cmdlet; it runs elsewhere, and <see cref="Await{T}"/> keeps the pipeline thread writing until it is done.
/// </summary>
public abstract class TapCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private CmdletLog? _log;

    /// <summary>Cancelled by Ctrl+C.</summary>
    private protected CancellationToken Stop => _stopping.Token;

    /// <summary>What paths mean in this session.</summary>
    private protected PathInput Paths => new(SessionState);

    private protected CmdletLog Log => _log ??= new CmdletLog(this, IsAsked("Verbose", "VerbosePreference"), IsAsked("Debug", "DebugPreference"));

    /// <summary>Runs on another thread, so it only cancels.</summary>
    protected override void StopProcessing() => _stopping.Cancel();

    /// <summary>The engine calls it in every ending, at last.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what is still running; <see cref="Dispose()"/> calls it.</summary>
    /// <param name="disposing">True: called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing) => _stopping.Dispose();

    /// <summary>Waits for work on other threads while writing their remarks; failures end the command.</summary>
    private protected T Await<T>(Func<CancellationToken, Task<T>> work)
    {
        var task = Task.Run(() => work(Stop));
        try
        {
            while (!WaitBriefly(task)) Log.Write();
            Log.Write();
            return task.GetAwaiter().GetResult();
        }
        catch (TapServiceException failure)
        {
            Log.Write();
            throw Terminate(failure.Error);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private protected void Await(Func<CancellationToken, Task> work) => Await(async token =>
    {
        await work(token).ConfigureAwait(false);
        return true;
    });

    /// <summary>Runs quick work whose failure ends the command.</summary>
    private protected T OrTerminate<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (TapServiceException failure)
        {
            throw Terminate(failure.Error);
        }
    }

    private protected void OrTerminate(Action work) => OrTerminate(() =>
    {
        work();
        return true;
    });

    /// <summary>Ends the command. Never returns; the return type lets a caller write <c>throw</c>.</summary>
    private protected Exception Terminate(TapError error)
    {
        ThrowTerminatingError(TapErrors.ToRecord(error));
        throw new PipelineStoppedException();
    }

    /// <summary>Whether the command only says what it would do.</summary>
    private protected bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
        ? LanguagePrimitives.IsTrue(given)
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    private static bool WaitBriefly(Task task)
    {
        try
        {
            return task.Wait(50);
        }
        catch (AggregateException)
        {
            // Its failure is observed where the result is taken.
            return true;
        }
    }

    /// <summary>Whether a stream will be shown; only to spare the work of remarks that nobody reads.</summary>
    private bool IsAsked(string parameter, string preference)
    {
        if (MyInvocation.BoundParameters.TryGetValue(parameter, out var given)) return LanguagePrimitives.IsTrue(given);
        return SessionState.PSVariable.GetValue(preference) is { } value
            && LanguagePrimitives.TryConvertTo<ActionPreference>(value, out var action)
            && action is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }
}
