using TapModule.Core.Graph;

namespace TapModule.Core.Bulk;

/// <summary>What a row wants after an answer: send this request (perhaps later), or end.</summary>
internal readonly record struct RowStep(GraphRequest? Next, TimeSpan Delay, RowOutcome? Outcome)
{
    public static RowStep Send(GraphRequest request, TimeSpan delay = default) => new(request, delay, null);

    public static RowStep End(RowOutcome outcome) => new(null, default, outcome);
}
