using TapModule.Core.Errors;
using TapModule.Core.Graph;

namespace TapModule.Core.Bulk;

/// <summary>
/// One input row as a small state machine over requests and replies. It knows what its answers mean and nothing of batches,
/// pace or time; the engine knows those and nothing of passes. A row keeps its identity over all its tries.
/// </summary>
internal abstract class BulkRow
{
    /// <param name="user">The user concerned, as given.</param>
    /// <param name="number">The row's number in the input, counted from 1.</param>
    /// <param name="tag">Whatever the caller wants to find again at the outcome.</param>
    protected BulkRow(string user, int number, object? tag)
    {
        User = user;
        Number = number;
        Tag = tag;
    }

    public string User { get; }

    public int Number { get; }

    public object? Tag { get; }

    /// <summary>
    /// True while the service may hold something for this row that nobody was told of. Such a row is brought to its end even
    /// when the run is being ended early.
    /// </summary>
    public virtual bool IsUnresolved => false;

    /// <summary>The first request.</summary>
    public abstract GraphRequest Begin();

    /// <summary>A reply that the engine does not repeat by itself: an answer, or something unclear or exhausted.</summary>
    public abstract RowStep OnReply(GraphRequest request, GraphReply reply, RowClock clock);

    /// <summary>The start of the sentence that tells a failure: "Issuing a pass for 'x'".</summary>
    public abstract string Deed { get; }

    protected RowOutcome Done(object? result, GraphReply reply) => new(this, RowEnding.Done) { Result = result, RequestId = reply.RequestId };

    protected RowOutcome Skip(object? result, GraphReply reply) => new(this, RowEnding.Skipped) { Result = result, RequestId = reply.RequestId };

    public RowOutcome Fail(TapError error) => new(this, RowEnding.Failed) { Error = error, RequestId = error.RequestId };

    protected RowOutcome Fail(GraphReply reply) => Fail(reply.ToError(Deed, User, Number));
}

/// <summary>What a row may know about time when a reply comes.</summary>
/// <param name="SentAt">When this try went out, by our clock.</param>
/// <param name="Now">Now, by our clock.</param>
/// <param name="Service">The service's clock.</param>
/// <param name="Retry">How long to wait before trying again.</param>
internal sealed record RowClock(DateTimeOffset SentAt, DateTimeOffset Now, ServiceClock Service, RetryRule Retry);
