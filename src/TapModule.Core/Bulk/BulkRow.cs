using TapModule.Core.Errors;
using TapModule.Core.Graph;

namespace TapModule.Core.Bulk;

/// <summary>Who a row is, without what it does. A row that is refused before anything is sent has no request, and yet an outcome.</summary>
/// <param name="Number">The row's number in the input, counted from 1; 0 for a user given by itself.</param>
/// <param name="User">The user concerned, as given; empty where the row names none.</param>
/// <param name="Tag">Whatever the caller wants to find again at the outcome.</param>
internal sealed record RowRef(int Number, string User, object? Tag = null);

/// <summary>
/// One input row as a small state machine over requests and replies. It knows what its answers mean and nothing of batches,
/// pace or time; the engine knows those and nothing of passes. A row keeps its identity over all its tries.
/// </summary>
internal abstract class BulkRow(RowRef row)
{
    /// <summary>Who it is.</summary>
    public RowRef Ref { get; } = row;

    public string User => Ref.User;

    public int Number => Ref.Number;

    /// <summary>
    /// True while the service may hold something for this row that nobody was told of. Such a row is brought to its end even
    /// when the run is being ended early.
    /// </summary>
    public virtual bool IsUnresolved => false;

    /// <summary>The first request.</summary>
    public abstract GraphRequest Begin();

    /// <summary>A reply that the engine does not repeat by itself: an answer, or something unclear or exhausted.</summary>
    public abstract RowStep OnReply(GraphRequest request, GraphReply reply, ReplyContext context);

    /// <summary>The start of the sentence that tells a failure: "Issuing a pass for 'x'".</summary>
    public abstract string Operation { get; }

    public RowOutcome Fail(TapError error) => RowOutcome.Failed(Ref, error);

    protected RowOutcome Done(object? result, GraphReply reply) => new(Ref, RowEnding.Done) { Result = result, RequestId = reply.RequestId };

    protected RowOutcome Skip(object? result, GraphReply reply) => new(Ref, RowEnding.Skipped) { Result = result, RequestId = reply.RequestId };

    protected RowOutcome Fail(GraphReply reply) => Fail(reply.ToError(Operation, User, Number));
}

/// <summary>What a row wants after an answer: send this request (perhaps later), or end.</summary>
internal readonly record struct RowStep(GraphRequest? Next, TimeSpan Delay, RowOutcome? Outcome)
{
    public static RowStep Send(GraphRequest request, TimeSpan delay = default) => new(request, delay, null);

    public static RowStep End(RowOutcome outcome) => new(null, default, outcome);
}

/// <summary>What a row may know about time when a reply comes.</summary>
/// <param name="SentAt">When this try went out, by our clock.</param>
/// <param name="Now">Now, by our clock.</param>
/// <param name="Service">The service's clock.</param>
/// <param name="Retry">How long to wait before trying again.</param>
internal sealed record ReplyContext(DateTimeOffset SentAt, DateTimeOffset Now, ServiceClock Service, RetryRule Retry);
