using TapModule.Core.Errors;

namespace TapModule.Core.Graph;

/// <summary>
/// When a request may be sent again, and how long to wait. Pure: the same for the bulk engine and for single calls.
/// 429 and 503 mean that nothing was done, so anything may be repeated after them. An unclear outcome is repeated here only for
/// requests that change nothing when repeated; a create's unclear outcome is its own matter (CreatePassOperation).
/// </summary>
internal sealed class RetryRule
{
    private readonly Func<double> _random;

    /// <param name="random">Numbers in [0, 1), for jitter; injected so that tests can foresee them.</param>
    public RetryRule(Func<double>? random = null) => _random = random ?? NextRandom;

    /// <summary>The wait before the second try; it doubles from there.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(0.5);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Tries of one request that may go wrong for reasons other than a limit.</summary>
    public int MaxFailures { get; init; } = 6;

    /// <summary>Refusals of one request because of a limit. Generous: waiting is what a slow tenant needs.</summary>
    public int MaxRefusals { get; init; } = 12;

    /// <param name="request">What was sent.</param>
    /// <param name="reply">What came of it.</param>
    /// <param name="failures">How often this request went wrong before, limits not counted.</param>
    /// <param name="refusals">How often a limit refused it before.</param>
    /// <returns>How long to wait before the next try; null if there is to be none.</returns>
    public TimeSpan? Again(GraphRequest request, GraphReply reply, int failures, int refusals) => reply.Meaning switch
    {
        ReplyMeaning.Throttled => refusals + 1 < MaxRefusals ? Pause(refusals, reply.RetryAfter) : null,
        ReplyMeaning.NotDone => failures + 1 < MaxFailures ? Pause(failures, reply.RetryAfter) : null,
        ReplyMeaning.Unclear when request.IsRepeatable => failures + 1 < MaxFailures ? Pause(failures, reply.RetryAfter) : null,
        _ => null,
    };

    /// <summary>The service's own wait where it gave one; else doubling, with jitter so that rows do not come back in step.</summary>
    public TimeSpan Pause(int triesBefore, TimeSpan? retryAfter)
    {
        var doubled = Math.Min(FirstPause.TotalSeconds * Math.Pow(2, triesBefore), LongestPause.TotalSeconds);
        return retryAfter is { } told
            ? told + TimeSpan.FromSeconds(0.1 * _random())
            : TimeSpan.FromSeconds(doubled * (0.5 + (0.5 * _random())));
    }

#if NET
    private static double NextRandom() => Random.Shared.NextDouble();
#else
    [ThreadStatic]
    private static Random? _shared;

    private static double NextRandom() => (_shared ??= new Random()).NextDouble();
#endif
}
