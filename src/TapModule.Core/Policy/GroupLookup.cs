using System.Text.Json;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.Text;

namespace TapModule.Core.Policy;

/// <summary>
/// Finds groups by id and by name with as few requests as the directory allows: fifteen in one filter. It needs the permission
/// GroupMember.Read.All, which callers may lack: names are then left out, and only a target given by name is an error.
/// </summary>
internal sealed class GroupLookup(GraphRequester requester)
{
    /// <summary>Graph's limit on the values of an "in" filter.</summary>
    private const int MaxValues = 15;

    /// <summary>The names by id of those groups that exist; null if groups may not be read or could not be.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> NamesAsync(IEnumerable<string> ids, ITapLog log, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var (found, refusal) = await FindAsync("id", ids, log, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            log.Verbose($"Groups are shown by id: {refusal.ToError("reading their names").Message}");
            return null;
        }

        foreach (var group in found) names[group.Id] = group.Name;
        return names;
    }

    /// <summary>Gives each wish that is a name its id.</summary>
    /// <exception cref="TapServiceException">
    /// <see cref="TapErrorId.GroupNotFound"/>, <see cref="TapErrorId.GroupAmbiguous"/>, <see cref="TapErrorId.InvalidPolicy"/> for a user, or groups may not be read.
    /// </exception>
    public async Task<PolicyChange> ResolveNamesAsync(PolicyChange change, ITapLog log, CancellationToken cancellationToken)
    {
        var names = change.TargetChanges.SelectMany(c => c.All).Where(w => w.Id is null).Select(w => w.Text).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (names.Count == 0) return change;
        var (found, refusal) = await FindAsync("displayName", names, log, cancellationToken).ConfigureAwait(false);
        if (refusal is not null) throw PolicyErrors.FromReply(refusal, "Looking up groups by name", "GroupMember.Read.All (or give the groups' object ids)", "Directory Readers");
        var byName = new Dictionary<string, Group>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            var matches = found.Where(g => string.Equals(g.Name, name, StringComparison.OrdinalIgnoreCase)).ToList();
            if (matches.Count == 0) throw await MissingAsync(name, log, cancellationToken).ConfigureAwait(false);
            if (matches.Count > 1)
            {
                throw new TapServiceException(ErrorTable.Describe(
                    TapErrorId.GroupAmbiguous, $"{matches.Count} groups are named '{name}': {string.Join(", ", matches.Select(g => g.Id))}."));
            }

            byName[name] = matches[0];
        }

        return change.Map(w => w.Id is null ? w with { Id = byName[w.Text].Id, DisplayName = byName[w.Text].Name } : w);
    }

    /// <summary>Why an id or a name is no group: often it is a user's.</summary>
    public async Task<TapServiceException> MissingAsync(string target, ITapLog log, CancellationToken cancellationToken)
    {
        if (target.IndexOf('@') >= 0 || Guid.TryParse(target, out _))
        {
            var reply = await requester.SendAsync(new GraphRequest(GraphVerb.Get, GraphPath.User(target) + "?$select=id"), log, cancellationToken).ConfigureAwait(false);
            if (reply.IsSuccess)
            {
                return PolicyErrors.Invalid(
                    $"'{target}' is a user. The policy's targets are groups: Microsoft ended the targeting of single users in 2023.",
                    "Put the user into a group and name the group.");
            }
        }

        return new TapServiceException(ErrorTable.Describe(
            TapErrorId.GroupNotFound, Guid.TryParse(target, out _) ? $"There is no group with the id '{target}'." : $"There is no group named '{target}'."));
    }

    private async Task<(List<Group> Found, GraphReply? Refusal)> FindAsync(string property, IEnumerable<string> values, ITapLog log, CancellationToken cancellationToken)
    {
        var found = new List<Group>();
        var rest = values.ToList();
        for (var done = 0; done < rest.Count; done += MaxValues)
        {
            var list = string.Join(",", rest.Skip(done).Take(MaxValues).Select(v => "'" + v.Replace("'", "''") + "'"));
            var request = new GraphRequest(GraphVerb.Get, $"/groups?$filter={Uri.EscapeDataString($"{property} in ({list})")}&$select=id,displayName");
            var reply = await requester.ReadPagesAsync(request, Take, log, cancellationToken).ConfigureAwait(false);
            if (!reply.IsSuccess) return (found, reply);
        }

        return (found, null);

        void Take(JsonElement item)
        {
            if (item.Text("id") is { } id) found.Add(new Group(id, item.Text("displayName") ?? ""));
        }
    }

    private sealed record Group(string Id, string Name);
}
