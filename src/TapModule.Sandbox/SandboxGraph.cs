using System.Globalization;
using System.Text;
using System.Text.Json;
using TapModule.Sandbox.Batch;
using TapModule.Sandbox.Faults;
using TapModule.Sandbox.Recording;
using TapModule.Sandbox.Routes;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Tokens;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox;

/// <summary>
/// The Temporary Access Pass part of Microsoft Graph, simulated. The doors, <see cref="SandboxHandler"/> in the process and the test
/// server on loopback, hand requests in and deliver the answers; everything else happens here. Safe for use from several threads.
/// </summary>
public sealed class SandboxGraph
{
    private const string Diagnostic =
        """{"ServerInfo":{"DataCenter":"Sandbox","Slice":"E","Ring":"1","ScaleUnit":"001","RoleInstance":"SANDBOX00000001"}}""";

    private readonly ItemPipeline _pipeline;
    private readonly BatchRunner _batches;

    /// <summary>Puts the service in front of a tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    public SandboxGraph(SandboxTenant tenant)
    {
        Tenant = tenant;
        Faults = new(tenant);
        Gates = new(tenant);
        Tokens = new(tenant);
        Record = new(tenant);
        var service = new GraphService(tenant, Behavior);
        _pipeline = new(service, new(service), Faults, Gates, Tokens, Record);
        _batches = new(tenant, Faults, Record, _pipeline);
    }

    /// <summary>The state behind the service.</summary>
    public SandboxTenant Tenant { get; }

    /// <summary>How the service acts where reports about the real one disagree.</summary>
    public SandboxBehavior Behavior { get; } = new();

    /// <summary>What goes wrong.</summary>
    public SandboxFaults Faults { get; }

    /// <summary>Gates that hold requests.</summary>
    public SandboxGates Gates { get; }

    /// <summary>Bearer tokens.</summary>
    public SandboxTokens Tokens { get; }

    /// <summary>What the service saw and counted.</summary>
    public SandboxRecord Record { get; }

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Given up by the caller: what waits is left, work that is done stays done.</param>
    /// <returns>The answer, and how to deliver it.</returns>
    public async Task<SandboxResponse> HandleAsync(SandboxRequest request, CancellationToken cancellationToken = default)
    {
        using var body = ParseBody(request);
        var call = new GraphCall(request.Method, GraphPath.Parse(request.Target), request.Headers, request.Root)
        {
            Body = body?.RootElement ?? default,
        };
        var number = Record.NextHttpRequest();
        var recorded = Record.Keep(call, number);
        Record.RequestStarted();
        try
        {
            var answer = await AnswerAsync(call, number, cancellationToken).ConfigureAwait(false);
            if (recorded is not null) recorded.StatusCode = answer.Delivery == SandboxDelivery.Drop ? 0 : answer.StatusCode;
            return answer;
        }
        finally
        {
            Record.RequestEnded();
        }
    }

    private static JsonDocument? ParseBody(SandboxRequest request)
    {
        if (request.Body.Length == 0 || !request.Headers.TryGetValue("Content-Type", out var type)) return null;
        if (!type.Contains("json", StringComparison.OrdinalIgnoreCase)) return null;
        try
        {
            return JsonDocument.Parse(request.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<SandboxResponse> AnswerAsync(GraphCall call, long number, CancellationToken cancellationToken)
    {
        var scripted = Faults.TakeScripted(call);
        var fault = scripted?.Connection ?? ConnectionFault.None;
        if (fault == ConnectionFault.None) fault = Faults.NextConnectionFault();
        if (fault == ConnectionFault.DropBeforeWork) return SandboxResponse.Dropped();

        var refusal = Tokens.Check(call);
        SandboxResponse answer;
        if (refusal is not null)
        {
            answer = Signed(refusal.ToResponse(call, Tenant.Clock.GetUtcNow()), call);
        }
        else if (call.Path.IsBatch)
        {
            (answer, var itemFault) = await AnswerBatchAsync(call, scripted, number, cancellationToken).ConfigureAwait(false);
            if (fault == ConnectionFault.None) fault = itemFault;
        }
        else
        {
            answer = await AnswerPlainAsync(call, scripted, cancellationToken).ConfigureAwait(false);
            if (scripted?.Action == SandboxFaultAction.Omit) fault = ConnectionFault.DropAfterWork;
        }

        if (answer.Delivery == SandboxDelivery.Drop) return answer;
        answer.AddHeader("Date", Tenant.Clock.GetUtcNow().ToString("r", CultureInfo.InvariantCulture));
        answer.AddHeader("x-ms-ags-diagnostic", Diagnostic);
        return Delivered(answer, fault);
    }

    private async Task<SandboxResponse> AnswerPlainAsync(GraphCall call, ScriptedFault? scripted, CancellationToken cancellationToken)
    {
        var users = Record.ItemsStarted([call]);
        try
        {
            return await _pipeline.RunAsync(call, scripted, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Record.ItemsEnded(1, users);
        }
    }

    /// <summary>A fault scripted for the batch as a whole strikes before its items are looked at, or after all of them.</summary>
    private async Task<(SandboxResponse Answer, ConnectionFault Fault)> AnswerBatchAsync(
        GraphCall call, ScriptedFault? scripted, long number, CancellationToken cancellationToken)
    {
        await Gates.PassAsync(call, afterWork: false, cancellationToken).ConfigureAwait(false);
        if (scripted is { IsAnswer: true, AfterWork: false })
        {
            return (Signed(_pipeline.ErrorAnswer(call, scripted), call), ConnectionFault.None);
        }

        var (answer, fault) = await _batches.RunAsync(call, number, cancellationToken).ConfigureAwait(false);
        if (answer.Delivery == SandboxDelivery.Drop) return (answer, fault);

        if (scripted is { IsAnswer: true }) answer = _pipeline.ErrorAnswer(call, scripted);
        if (scripted is { Action: SandboxFaultAction.Delay })
        {
            await _pipeline.DelayAsync(TimeSpan.FromMilliseconds(scripted.DelayInMilliseconds), cancellationToken).ConfigureAwait(false);
        }

        await Gates.PassAsync(call, afterWork: true, cancellationToken).ConfigureAwait(false);
        return (Signed(answer, call), fault);
    }

    private static SandboxResponse Signed(SandboxResponse answer, GraphCall call)
    {
        answer.AddHeader("request-id", call.RequestId.ToString());
        answer.AddHeader("client-request-id", call.ClientRequestId);
        return answer;
    }

    private static SandboxResponse Delivered(SandboxResponse answer, ConnectionFault fault)
    {
        switch (fault)
        {
            case ConnectionFault.DropAfterWork:
                answer.Delivery = SandboxDelivery.Drop;
                return answer;
            case ConnectionFault.CutShort:
                // Of an answer without a body nothing can be missing but the whole.
                answer.Delivery = answer.Body.Length == 0 ? SandboxDelivery.Drop : SandboxDelivery.CutShort;
                return answer;
            case ConnectionFault.Garbage:
                var garbage = Encoding.ASCII.GetBytes("<html><body><h1>Something in between answered instead</h1></body></html>");
                return new(answer.StatusCode == 204 ? 200 : answer.StatusCode, garbage, "text/html");
            default:
                return answer;
        }
    }
}
