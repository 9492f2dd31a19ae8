using Microsoft.AspNetCore.Http.Features;

namespace TapModule.Sandbox.Server;

/// <summary>Carries a request from Kestrel to the simulated service, and the answer back in the way in which it is to go.</summary>
internal static class GraphDoor
{
    public static async Task AnswerAsync(HttpContext context, SandboxGraph graph)
    {
        SandboxResponse answer;
        try
        {
            answer = await graph.HandleAsync(await ReadAsync(context), context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            // A fault of the sandbox itself; whoever runs the test wants to see it.
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await context.Response.WriteAsync($"The sandbox failed: {exception}");
            return;
        }

        if (answer.Delivery == SandboxDelivery.Drop)
        {
            context.Abort();
            return;
        }

        var response = context.Response;
        response.StatusCode = answer.StatusCode;
        foreach (var header in answer.Headers) response.Headers.Append(header.Key, header.Value);
        if (answer.StatusCode != StatusCodes.Status204NoContent) response.ContentLength = answer.Body.Length;
        // Kestrel closes the connection under an answer that stays shorter than promised.
        var isCut = answer.Delivery == SandboxDelivery.CutShort;
        await response.Body.WriteAsync(isCut ? answer.Body.AsMemory(0, answer.Body.Length / 2) : answer.Body, context.RequestAborted);
    }

    private static async Task<SandboxRequest> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        using var body = new MemoryStream((int)(request.ContentLength ?? 0));
        await request.Body.CopyToAsync(body, context.RequestAborted);
        return new(
            request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            request.Headers.Select(header => new KeyValuePair<string, string>(header.Key, header.Value.ToString())),
            body.ToArray(),
            new Uri($"{request.Scheme}://{request.Host}"));
    }
}
