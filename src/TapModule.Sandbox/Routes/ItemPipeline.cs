using TapModule.Sandbox.Faults;
using TapModule.Sandbox.Recording;
using TapModule.Sandbox.Tokens;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Routes;

/// <summary>
/// The way of a plain request or batch item through the service: gates, limits, errors, latency, work. Each is judged by itself.
/// </summary>
internal sealed class ItemPipeline(
    GraphService service, Router router, SandboxFaults faults, SandboxGates gates, SandboxTokens tokens, SandboxRecord record)
{
    public async Task<SandboxResponse> RunAsync(GraphCall call, ScriptedFault? scripted, CancellationToken cancellationToken)
    {
        await gates.PassAsync(call, afterWork: false, cancellationToken).ConfigureAwait(false);
        var verdict = faults.ThrottleOf(call).Take(service.Now);
        var answer = await AnswerInTurnAsync(call, scripted, verdict, cancellationToken).ConfigureAwait(false);
        await gates.PassAsync(call, afterWork: true, cancellationToken).ConfigureAwait(false);
        if (verdict.Percentage is { } percentage) answer.AddHeader("x-ms-throttle-limit-percentage", percentage);
        answer.AddHeader("request-id", call.RequestId.ToString());
        answer.AddHeader("client-request-id", call.ClientRequestId);
        return answer;
    }

    /// <summary>A mailbox takes so many messages at a time and no more.</summary>
    private async Task<SandboxResponse> AnswerInTurnAsync(
        GraphCall call, ScriptedFault? scripted, ThrottleVerdict verdict, CancellationToken cancellationToken)
    {
        if (!faults.EnterMailbox(call))
        {
            record.Refused(call);
            return WithRetryAfter(GraphErrors.MailboxBusy(call, service.Now), "1");
        }

        try
        {
            return await AnswerAsync(call, scripted, verdict, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            faults.LeaveMailbox(call);
        }
    }

    private async Task<SandboxResponse> AnswerAsync(
        GraphCall call, ScriptedFault? scripted, ThrottleVerdict verdict, CancellationToken cancellationToken)
    {
        var error = scripted is { IsAnswer: true } ? scripted : faults.NextError();
        var latency = faults.NextLatency();
        if (scripted?.Action == SandboxFaultAction.Delay) latency += TimeSpan.FromMilliseconds(scripted.DelayInMilliseconds);
        var isWorkFirst = faults.WorkBeforeLatency || scripted is { Action: SandboxFaultAction.Delay, AfterWork: true };

        var answer = isWorkFirst ? Work(call, verdict, error) : null;
        await DelayAsync(latency, cancellationToken).ConfigureAwait(false);
        return answer ?? Work(call, verdict, error);
    }

    private SandboxResponse Work(GraphCall call, ThrottleVerdict verdict, ScriptedFault? error)
    {
        if (!verdict.IsGranted)
        {
            record.Refused(call);
            return WithRetryAfter(GraphErrors.TooManyRequests(call, service.Now), verdict.RetryAfter);
        }

        if (error is { AfterWork: false }) return ErrorAnswer(call, error);
        if (call.ItemId is not null && tokens.Check(call) is { } refusal) return refusal.ToResponse(call, service.Now);
        var answer = router.Answer(call);
        return error is null ? answer : ErrorAnswer(call, error);
    }

    /// <summary>The answer of a scripted fault that is one.</summary>
    public SandboxResponse ErrorAnswer(GraphCall call, ScriptedFault error)
    {
        switch (error.Action)
        {
            case SandboxFaultAction.DemandClaims:
                return TokenRefusal.InsufficientClaims(error.Claims).ToResponse(call, service.Now);
            case SandboxFaultAction.ExpireToken:
                return TokenRefusal.Expired.ToResponse(call, service.Now);
            default:
                if (error.StatusCode == 429) record.Refused(call);
                var answer = error.StatusCode == 429
                    ? GraphErrors.TooManyRequests(call, service.Now)
                    : GraphErrors.ServerError(call, service.Now, error.StatusCode);
                return WithRetryAfter(answer, error.RetryAfter);
        }
    }

    private static SandboxResponse WithRetryAfter(SandboxResponse answer, string? retryAfter)
    {
        if (retryAfter is not null) answer.AddHeader("Retry-After", retryAfter);
        return answer;
    }

    public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        if (delay <= TimeSpan.Zero) return Task.CompletedTask;
#if NET
        return Task.Delay(delay, service.Tenant.Clock, cancellationToken);
#else
        return service.Tenant.Clock.Delay(delay, cancellationToken);
#endif
    }
}
