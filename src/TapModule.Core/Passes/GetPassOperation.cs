using TapModule.Core.Bulk;
using TapModule.Core.Graph;

namespace TapModule.Core.Passes;

/// <summary>Reads the passes of one user, or one pass by its id, and the user's other methods if asked to. The result is a <see cref="GetPassesResult"/>.</summary>
internal sealed class GetPassOperation : BulkRow
{
    private readonly string? _user;
    private readonly string? _passId;
    private readonly GraphRequest _read;
    private readonly GraphRequest? _readMethods;
    private IReadOnlyList<PassRecord> _passes = [];

    /// <param name="user">Object id or UPN; null for the signed-in person.</param>
    /// <param name="passId">One pass; null for all (a user has at most one).</param>
    /// <param name="number">The row's number.</param>
    /// <param name="tag">Found again at the outcome.</param>
    /// <param name="withMethods">Whether the other methods are to be read too.</param>
    public GetPassOperation(string? user, string? passId, int number, object? tag = null, bool withMethods = false)
        : base(new RowRef(number, user ?? "me", tag))
    {
        _user = user;
        _passId = passId;
        _read = new GraphRequest(GraphVerb.Get, (user, passId) switch
        {
            (null, null) => GraphPath.MyPasses,
            (null, { } id) => GraphPath.MyPass(id),
            ({ } name, null) => GraphPath.Passes(name),
            ({ } name, { } id) => GraphPath.Pass(name, id),
        });
        if (withMethods) _readMethods = new GraphRequest(GraphVerb.Get, user is null ? GraphPath.MyMethods : GraphPath.Methods(user));
    }

    public override string Operation => $"Reading the pass of '{User}'";

    public override GraphRequest Begin() => _read;

    public override RowStep OnReply(GraphRequest request, GraphReply reply, ReplyContext clock)
    {
        if (!ReferenceEquals(request, _read)) return RowStep.End(OnMethods(reply));
        if (reply.IsSuccess)
        {
            var passes = _passId is null ? PassRecord.ReadList(reply.Body) : PassRecord.ReadOne(reply.Body);
            if (passes is null) return RowStep.End(Fail(reply.Unreadable()));
            _passes = passes;
        }
        else if (_passId is null || !reply.IsAboutPass(_user))
        {
            return RowStep.End(Fail(reply));
        }

        return _readMethods is null ? RowStep.End(Done(new GetPassesResult(_passes), reply)) : RowStep.Send(_readMethods);
    }

    /// <summary>The passes are known by now: methods that cannot be read are no failure of the row.</summary>
    private RowOutcome OnMethods(GraphReply reply) =>
        reply.IsSuccess && MethodRecord.ReadList(reply.Body) is { } methods
            ? Done(new GetPassesResult(_passes, methods), reply)
            : Done(new GetPassesResult(_passes, null, reply.ToError($"Reading the methods of '{User}'", User, Number)), reply);
}
