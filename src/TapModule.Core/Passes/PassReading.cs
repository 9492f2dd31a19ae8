using TapModule.Core.Bulk;
using TapModule.Core.Graph;

namespace TapModule.Core.Passes;

/// <summary>Reads the passes of one user, or one pass by its id. The result is a list, which may be empty.</summary>
internal sealed class PassReading : BulkRow
{
    private readonly string? _passId;
    private readonly GraphRequest _request;

    /// <param name="user">Object id or UPN; null for the signed-in person.</param>
    /// <param name="passId">One pass; null for all (a user has at most one).</param>
    /// <param name="number">The row's number.</param>
    /// <param name="tag">Found again at the outcome.</param>
    public PassReading(string? user, string? passId, int number, object? tag = null)
        : base(user ?? "me", number, tag)
    {
        _passId = passId;
        _request = new GraphRequest(GraphVerb.Get, (user, passId) switch
        {
            (null, null) => GraphPath.MyPasses,
            (null, { } id) => GraphPath.MyPass(id),
            ({ } name, null) => GraphPath.Passes(name),
            ({ } name, { } id) => GraphPath.Pass(name, id),
        });
    }

    public override string Deed => $"Reading the pass of '{User}'";

    public override GraphRequest Begin() => _request;

    public override RowStep OnReply(GraphRequest request, GraphReply reply, RowClock clock)
    {
        if (!reply.IsSuccess) return RowStep.End(Fail(reply));
        var passes = _passId is null ? PassRecord.ReadList(reply.Body) : PassRecord.Read(reply.Body) is { } one ? [one] : null;
        return RowStep.End(passes is null ? Fail(GraphReply.Lost(null, reply.ClientRequestId)) : Done(passes, reply));
    }
}
