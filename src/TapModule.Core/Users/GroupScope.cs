using System.Text.Json;
using TapModule.Core.Diagnostics;
using TapModule.Core.Graph;
using TapModule.Core.Text;

namespace TapModule.Core.Users;

/// <summary>
/// Answers which of a few groups hold a user, through any number of nested groups, with the fewest requests: for few rows each user is
/// asked about (twenty groups in a request), for many the groups' members are read once, a thousand in a request.
/// </summary>
internal sealed class GroupScope(IReadOnlyList<string> groups)
{
    /// <summary>Graph's limit for one checkMemberGroups.</summary>
    private const int MaxGroups = 20;

    /// <summary>From how many rows on reading the members is cheaper, whatever their number.</summary>
    private const int FewRows = 40;

    /// <summary>Sixteen bytes each are remembered. Larger groups go on being asked about row by row.</summary>
    private const int MostMembers = 200_000;

    private Dictionary<string, HashSet<Guid>>? _members;
    private bool _isLoadTried;

    /// <summary>The service refused to tell about groups.</summary>
    public bool IsRefused { get; private set; }

    public bool IsEmpty => groups.Count == 0;

    /// <summary>The groups that hold the user, where that is known without a further request.</summary>
    public HashSet<string>? Known(Guid user)
    {
        if (IsEmpty) return [];
        return _members is null ? null : [.. groups.Where(group => _members[group].Contains(user))];
    }

    /// <summary>The requests that ask about one user; their answers go to <see cref="Take"/>.</summary>
    public IEnumerable<GraphRequest> Requests(string userPath)
    {
        for (var done = 0; done < groups.Count; done += MaxGroups)
            yield return new GraphRequest(GraphVerb.Post, userPath + "/checkMemberGroups", Body(groups.Skip(done).Take(MaxGroups))) { IsQuery = true };
    }

    /// <summary>Adds the groups of an answer; false if it is none.</summary>
    public bool Take(GraphReply reply, HashSet<string> held)
    {
        if (reply.Status == 403) IsRefused = true;
        if (!reply.IsSuccess || reply.Body.List("value") is not { } ids) return false;
        foreach (var id in ids)
        {
            if (id.Text() is { } group) held.Add(group.ToLowerInvariant());
        }

        return true;
    }

    /// <summary>Whether reading the members has become cheaper.</summary>
    public bool IsToPrepare(int rows) => !_isLoadTried && !IsEmpty && !IsRefused && rows >= Math.Max(FewRows, 2 * groups.Count);

    /// <summary>Reads the members, if that has become cheaper.</summary>
    public async Task PrepareAsync(int rows, GraphRequester requester, ITapLog log, CancellationToken cancellationToken)
    {
        if (!IsToPrepare(rows)) return;
        _isLoadTried = true;
        var members = new Dictionary<string, HashSet<Guid>>(StringComparer.OrdinalIgnoreCase);
        var left = MostMembers;
        foreach (var group in groups)
        {
            if (await MembersAsync(group, left, requester, log, cancellationToken).ConfigureAwait(false) is not { } found) return;
            members.Add(group, found);
            left -= found.Count;
        }

        log.Verbose($"The members of the {groups.Count} groups that decide were read once; no further request is needed for them.");
        _members = members;
    }

    /// <summary>Null if there are too many, or they could not be read.</summary>
    private async Task<HashSet<Guid>?> MembersAsync(string group, int most, GraphRequester requester, ITapLog log, CancellationToken cancellationToken)
    {
        var members = new HashSet<Guid>();
        // The cast to users needs the count and the header; with them, the first page tells how many there are.
        var request = new GraphRequest(GraphVerb.Get, $"{GraphPath.GroupUsers(group)}?$select=id&$count=true&$top=999") { IsEventual = true };
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var reply = await requester.ReadPagesAsync(request, Take, log, enough.Token).ConfigureAwait(false);
            if (reply.Status == 403) IsRefused = true;
            // A group that is gone holds nobody.
            return reply.IsSuccess || reply.Status == 404 ? members : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        void Take(JsonElement member)
        {
            if (member.Text("id") is { } id && Guid.TryParse(id, out var guid)) members.Add(guid);
            if (members.Count > most) enough.Cancel();
        }
    }

    private static byte[] Body(IEnumerable<string> groups)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("groupIds"u8);
            foreach (var group in groups) json.WriteStringValue(group);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
