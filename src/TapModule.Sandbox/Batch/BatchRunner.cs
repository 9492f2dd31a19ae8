using TapModule.Sandbox.Faults;
using TapModule.Sandbox.Recording;
using TapModule.Sandbox.Routes;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Batch;

/// <summary>Runs a batch: side by side as to latency, and in order where items depend on one another.</summary>
internal sealed class BatchRunner(SandboxTenant tenant, SandboxFaults faults, SandboxRecord record, ItemPipeline pipeline)
{
    /// <summary>Answers a batch.</summary>
    /// <returns>The answer, and what happens to the connection because of a fault scripted for one of the items.</returns>
    public async Task<(SandboxResponse Answer, ConnectionFault Fault)> RunAsync(
        GraphCall envelope, long httpRequest, CancellationToken cancellationToken)
    {
        var verdict = faults.EnvelopeThrottle.Take(tenant.Clock.GetUtcNow());
        if (!verdict.IsGranted)
        {
            record.Refused(envelope);
            var refusal = GraphErrors.TooManyRequests(envelope, tenant.Clock.GetUtcNow());
            if (verdict.RetryAfter is { } retryAfter) refusal.AddHeader("Retry-After", retryAfter);
            return (refusal, ConnectionFault.None);
        }

        IReadOnlyList<BatchItem> items;
        try
        {
            items = BatchReader.Read(envelope);
        }
        catch (GraphErrorException error)
        {
            return (error.ToResponse(envelope, tenant.Clock.GetUtcNow()), ConnectionFault.None);
        }

        foreach (var item in items) item.Scripted = faults.TakeScripted(item.Call);
        var fault = items.Select(item => item.Scripted?.Connection ?? ConnectionFault.None)
            .FirstOrDefault(one => one != ConnectionFault.None);
        if (fault == ConnectionFault.DropBeforeWork) return (SandboxResponse.Dropped(), ConnectionFault.None);

        GraphCall[] calls = [.. items.Select(item => item.Call)];
        var users = record.ItemsStarted(calls);
        try
        {
            var answers = await RunItemsAsync(items, httpRequest, cancellationToken).ConfigureAwait(false);
            answers.RemoveAll(answer => answer.Item.Scripted?.Action == SandboxFaultAction.Omit || faults.Happens(faults.OmitItem));
            if (faults.ShuffleItems) faults.Shuffle(answers);
            return (BatchWriter.Write(answers.ConvertAll(answer => (answer.Item.Id, answer.Answer))), fault);
        }
        finally
        {
            record.ItemsEnded(calls.Length, users);
        }
    }

    private async Task<List<(BatchItem Item, SandboxResponse Answer)>> RunItemsAsync(
        IReadOnlyList<BatchItem> items, long httpRequest, CancellationToken cancellationToken)
    {
        var started = new Dictionary<string, Task<SandboxResponse>>(StringComparer.OrdinalIgnoreCase);
        var open = items.ToList();
        while (open.Count > 0)
        {
            foreach (var item in open.FindAll(item => item.DependsOn.All(started.ContainsKey)))
            {
                open.Remove(item);
                Task<SandboxResponse>[] before = [.. item.DependsOn.Select(id => started[id])];
                var run = RunItemAsync(item, before, httpRequest, cancellationToken);
                started.Add(item.Id, run);
                if (faults.SerialItems) await run.ConfigureAwait(false);
            }
        }

        await Task.WhenAll(started.Values).ConfigureAwait(false);
        var answers = new List<(BatchItem Item, SandboxResponse Answer)>(items.Count);
        foreach (var item in items) answers.Add((item, await started[item.Id].ConfigureAwait(false)));
        return answers;
    }

    private async Task<SandboxResponse> RunItemAsync(
        BatchItem item, Task<SandboxResponse>[] before, long httpRequest, CancellationToken cancellationToken)
    {
        var recorded = record.Keep(item.Call, httpRequest);
        var earlier = before.Length == 0 ? [] : await Task.WhenAll(before).ConfigureAwait(false);
        var answer = earlier.Any(one => one.StatusCode >= 400)
            ? new GraphErrorException(424, "FailedDependency", "A request that this one depends on has failed.")
                .ToResponse(item.Call, tenant.Clock.GetUtcNow())
            : await pipeline.RunAsync(item.Call, item.Scripted, cancellationToken).ConfigureAwait(false);
        if (recorded is not null) recorded.StatusCode = answer.StatusCode;
        return answer;
    }
}
