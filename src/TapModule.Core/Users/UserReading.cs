using TapModule.Core.Bulk;
using TapModule.Core.Graph;

namespace TapModule.Core.Users;

/// <summary>Reads one user. The result is a <see cref="UserRecord"/>.</summary>
internal sealed class UserReading(string user, int number, object? tag = null) : BulkRow(user, number, tag)
{
    private readonly GraphRequest _request = new(GraphVerb.Get, $"{GraphPath.User(user)}?$select={UserRecord.ListProperties}");

    public override string Deed => $"Reading the user '{User}'";

    public override GraphRequest Begin() => _request;

    public override RowStep OnReply(GraphRequest request, GraphReply reply, RowClock clock)
    {
        if (!reply.IsSuccess) return RowStep.End(Fail(UserListing.Advised(reply.ToError(Deed, User, Number))));
        return RowStep.End(UserRecord.Read(reply.Body) is { } found ? Done(found, reply) : Fail(reply.Unreadable()));
    }
}
