using System.Text.Json;
using TapModule.Core.Connections;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.Text;

namespace TapModule.Core.Users;

/// <summary>One page of users.</summary>
/// <param name="Users">May be empty although more pages follow.</param>
/// <param name="Next">The request for the next page; null after the last.</param>
internal sealed record UserPage(IReadOnlyList<UserRecord> Users, GraphRequest? Next);

/// <summary>Makes one list of users, page by page: all, by a filter, or the members of a group, nested groups included.</summary>
internal sealed class UserListing(GraphConnection connection)
{
    /// <summary>Graph's largest page.</summary>
    private const int LargestPage = 999;

    private const string UsersAdvice = "The token needs the Graph permission User.Read.All (User.ReadBasic.All shows less). Get-TapContext shows what it has.";
    private const string GroupsAdvice = "The token needs the Graph permissions GroupMember.Read.All and User.Read.All. Get-TapContext shows what it has.";

    private readonly GraphRequester _requester = connection.Requester;
    private readonly PageTrail _trail = new(connection.Client);

    public static GraphRequest All(int? most) => new(GraphVerb.Get, $"/users?$select={UserRecord.ListProperties}&$top={PageOf(most)}");

    /// <summary>With the count and the header, Graph takes filters that it refuses otherwise (ne, not, endsWith).</summary>
    public static GraphRequest Where(string filter, int? most) =>
        new(GraphVerb.Get, $"/users?$filter={Uri.EscapeDataString(filter)}&$count=true&$select={UserRecord.ListProperties}&$top={PageOf(most)}") { IsEventual = true };

    /// <summary>The cast to users needs the count and the header.</summary>
    public static GraphRequest MembersOf(string groupId, int? most) =>
        new(GraphVerb.Get, $"{GraphPath.GroupUsers(groupId)}?$count=true&$select={UserRecord.ListProperties}&$top={PageOf(most)}") { IsEventual = true };

    /// <exception cref="TapServiceException">The page could not be read, or the next link leads elsewhere or back.</exception>
    public async Task<UserPage> ReadAsync(GraphRequest request, ITapLog log, CancellationToken cancellationToken)
    {
        var reply = await _requester.SendAsync(request, log, cancellationToken).ConfigureAwait(false);
        if (!reply.IsSuccess) throw Failed(request, reply);
        if (reply.Body.List("value") is not { } items) throw Failed(request, reply.Unreadable());
        var users = items.Select(UserRecord.Read).ToList();
        // A user without an id that can be read would be left out of everything that is made of this list.
        if (users.Contains(null)) throw Failed(request, reply.Unreadable());
        return new UserPage([.. users.OfType<UserRecord>()], _trail.Next(request, reply.Body.Text("@odata.nextLink")));
    }

    /// <summary>The id of the one group of this name.</summary>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.GroupNotFound"/>, <see cref="TapErrorId.GroupAmbiguous"/>, or groups may not be read.</exception>
    public async Task<string> GroupIdAsync(string name, ITapLog log, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(name, out _)) return name;
        var ids = new List<string>();
        var filter = Uri.EscapeDataString($"displayName eq '{name.Replace("'", "''")}'");
        var reply = await _requester.ReadPagesAsync(new GraphRequest(GraphVerb.Get, $"/groups?$filter={filter}&$select=id"), Take, log, cancellationToken).ConfigureAwait(false);
        if (!reply.IsSuccess) throw new TapServiceException(Advised(reply.ToError($"Looking up the group '{name}'"), GroupsAdvice));
        return ids.Count switch
        {
            1 => ids[0],
            0 => throw new TapServiceException(ErrorTable.Describe(TapErrorId.GroupNotFound, $"There is no group named '{name}'.")),
            _ => throw new TapServiceException(ErrorTable.Describe(
                TapErrorId.GroupAmbiguous, $"{ids.Count} groups are named '{name}': {string.Join(", ", ids)}.", advice: "Give the id of the group that is meant: -GroupId")),
        };

        void Take(JsonElement group)
        {
            if (group.Text("id") is { } id) ids.Add(id);
        }
    }

    /// <summary>The error table speaks of passes; reading users takes other permissions.</summary>
    public static TapError Advised(TapError error, string advice = UsersAdvice) => error.Reason == TapErrorId.MissingPermission ? error with { Advice = advice } : error;

    private static int PageOf(int? most) => Math.Min(most ?? LargestPage, LargestPage);

    private static TapServiceException Failed(GraphRequest request, GraphReply reply)
    {
        var isGroup = request.Path.StartsWith("/groups/", StringComparison.Ordinal);
        var error = reply.ToError(isGroup ? "Reading the members of the group" : "Reading users");
        return new TapServiceException(error.Reason == TapErrorId.UserNotFound ? ErrorTable.As(error, TapErrorId.GroupNotFound) : Advised(error, isGroup ? GroupsAdvice : UsersAdvice));
    }
}
