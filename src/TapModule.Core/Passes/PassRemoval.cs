using TapModule.Core.Bulk;
using TapModule.Core.Graph;

namespace TapModule.Core.Passes;

/// <summary>What a removal found and did.</summary>
/// <param name="PassId">The pass that is gone; null if the user had none.</param>
/// <param name="WasThere">False if there was nothing to remove any more: a success as well.</param>
internal sealed record RemovedPass(string? PassId, bool WasThere);

/// <summary>Revokes a user's pass; finds its id first where it was not given.</summary>
internal sealed class PassRemoval : BulkRow
{
    private readonly string? _user;
    private readonly GraphRequest _look;
    private string? _passId;
    private GraphRequest? _delete;

    /// <param name="user">Object id or UPN; null for the signed-in person.</param>
    /// <param name="passId">The pass; null for the one that the user has.</param>
    /// <param name="number">The row's number.</param>
    /// <param name="tag">Found again at the outcome.</param>
    public PassRemoval(string? user, string? passId, int number, object? tag = null)
        : base(user ?? "me", number, tag)
    {
        _user = user;
        _passId = passId;
        _look = new GraphRequest(GraphVerb.Get, user is null ? GraphPath.MyPasses : GraphPath.Passes(user));
    }

    public override string Deed => $"Removing the pass of '{User}'";

    public override GraphRequest Begin() => _passId is null ? _look : Delete(_passId);

    public override RowStep OnReply(GraphRequest request, GraphReply reply, RowClock clock)
    {
        if (ReferenceEquals(request, _look))
        {
            if (!reply.IsSuccess) return RowStep.End(Fail(reply));
            if (PassRecord.ReadList(reply.Body) is not { } passes) return RowStep.End(Fail(GraphReply.Lost(null, reply.ClientRequestId)));
            if (passes.Count == 0) return RowStep.End(Done(new RemovedPass(null, false), reply));
            _passId = passes[0].Id;
            return RowStep.Send(Delete(_passId));
        }

        if (reply.IsSuccess) return RowStep.End(Done(new RemovedPass(_passId, true), reply));
        // A pass that is gone is what was asked for. A user who does not exist is not.
        return reply.Status == 404 && !IsAboutUser(reply) ? RowStep.End(Done(new RemovedPass(_passId, false), reply)) : RowStep.End(Fail(reply));
    }

    private GraphRequest Delete(string passId) => _delete ??= new GraphRequest(GraphVerb.Delete, _user is null ? GraphPath.MyPass(passId) : GraphPath.Pass(_user, passId));

    private bool IsAboutUser(GraphReply reply) =>
        _user is not null && reply.Error?.Message.IndexOf(_user, StringComparison.OrdinalIgnoreCase) >= 0;
}
