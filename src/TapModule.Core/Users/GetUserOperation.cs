using TapModule.Core.Bulk;
using TapModule.Core.Graph;

namespace TapModule.Core.Users;

/// <summary>Reads one user. The result is a <see cref="UserRecord"/>.</summary>
internal sealed class GetUserOperation(string user, int number, object? tag = null) : BulkRow(new RowRef(number, user, tag))
{
    private readonly GraphRequest _request = new(GraphVerb.Get, $"{GraphPath.User(user)}?$select={UserRecord.ListProperties}");

    public override string Operation => $"Reading the user '{User}'";

    public override GraphRequest Begin() => _request;

    public override RowStep OnReply(GraphRequest request, GraphReply reply, ReplyContext clock)
    {
        if (!reply.IsSuccess) return RowStep.End(Fail(UserListing.Advised(reply.ToError(Operation, User, Number))));
        return RowStep.End(UserRecord.Read(reply.Body) is { } found ? Done(found, reply) : Fail(reply.Unreadable()));
    }
}
