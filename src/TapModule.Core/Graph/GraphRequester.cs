using System.Globalization;
using System.Text.Json;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Text;

namespace TapModule.Core.Graph;

/// <summary>
/// Single requests, repeated by the same rule as rows of a bulk run, and lists that come in pages. For what is asked once per
/// command: the policy, groups, the tenant.
/// </summary>
internal sealed class GraphRequester(GraphClient client, RetryRule retries)
{
    public TimeProvider Time => client.Time;

    /// <summary>The last reply: an answer, or whatever was left when the tries ran out.</summary>
    /// <exception cref="TapServiceException">No token could be had.</exception>
    public async Task<GraphReply> SendAsync(GraphRequest request, ITapLog log, CancellationToken cancellationToken)
    {
        for (int failures = 0, refusals = 0; ;)
        {
            var reply = await client.SendAsync(request, log, cancellationToken).ConfigureAwait(false);
            if (retries.Again(request, reply, failures, refusals) is not { } pause) return reply;
            if (reply.Meaning == ReplyMeaning.Throttled) refusals++;
            else failures++;
            log.Verbose(string.Format(CultureInfo.InvariantCulture, "The service answered {0}; trying again in {1:0.#} s.", reply.Status == 0 ? "nothing" : reply.Status, pause.TotalSeconds));
            await PauseAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Reads a list to its end. A page may be empty and still have a successor, and next links are followed whole.
    /// </summary>
    /// <returns>The last page's reply, or the first that was no success.</returns>
    /// <exception cref="TapServiceException">No token could be had, or the next link leads elsewhere or back.</exception>
    public async Task<GraphReply> ReadPagesAsync(GraphRequest first, Action<JsonElement> take, ITapLog log, CancellationToken cancellationToken)
    {
        var trail = new PageTrail(client);
        for (var request = first; ;)
        {
            var reply = await SendAsync(request, log, cancellationToken).ConfigureAwait(false);
            if (!reply.IsSuccess) return reply;
            if (reply.Body.List("value") is not { } items) return reply.Unreadable();
            foreach (var item in items) take(item);
            if (trail.Next(request, reply.Body.Text("@odata.nextLink")) is not { } next) return reply;
            request = next;
        }
    }

    public Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) =>
#if NET
        Task.Delay(pause, Time, cancellationToken);
#else
        Time.Delay(pause, cancellationToken);
#endif
}
