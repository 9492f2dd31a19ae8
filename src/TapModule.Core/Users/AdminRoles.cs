using System.Text.Json;
using TapModule.Core.Diagnostics;
using TapModule.Core.Graph;
using TapModule.Core.SignIn.Tokens;
using TapModule.Core.Text;

namespace TapModule.Core.Users;

/// <summary>
/// Who holds administrator roles, read once, and how far the signed-in person's own reach. An Authentication Administrator may not act
/// on holders of most roles nor on members of groups that can be given roles; a Privileged Authentication Administrator on everybody.
/// Source: Microsoft Entra, "Privileged roles and permissions", who can perform sensitive actions.
/// </summary>
internal sealed class AdminRoles
{
    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authentication Administrator",
        "Directory Readers",
        "Guest Inviter",
        "Message Center Reader",
        "Password Administrator",
        "Reports Reader",
        "User Experience Success Manager",
        "Usage Summary Reports Reader",
    };

    private static readonly string[] ReachingAll = ["Privileged Authentication Administrator", "Global Administrator"];

    private readonly Dictionary<string, List<string>> _rolesOf;

    private AdminRoles(Dictionary<string, List<string>> rolesOf, IReadOnlyList<string> groups, bool? reachesAll)
    {
        _rolesOf = rolesOf;
        Groups = groups;
        ReachesAll = reachesAll;
    }

    /// <summary>Groups that can be given roles: their members count as privileged.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>True if the signed-in person's role reaches everybody; false if it is known not to; null where that is not known.</summary>
    public bool? ReachesAll { get; }

    /// <summary>The roles that put the user out of an Authentication Administrator's reach; empty if there are none.</summary>
    public IReadOnlyList<string> PrivilegedRolesOf(string? userId, IEnumerable<string> groupsOfUser)
    {
        var roles = new List<string>();
        if (userId is not null && _rolesOf.TryGetValue(userId, out var own)) roles.AddRange(own.Where(role => !Harmless.Contains(role)));
        foreach (var group in groupsOfUser.Where(group => Groups.Contains(group, StringComparer.OrdinalIgnoreCase)))
            roles.Add(_rolesOf.TryGetValue(group, out var given) ? string.Join(", ", given) + " (through a group)" : "membership in a group that can be given roles");
        return roles;
    }

    /// <summary>Null where roles or groups may not be read.</summary>
    public static async Task<AdminRoles?> ReadAsync(GraphRequester requester, TokenGrants grants, ITapLog log, CancellationToken cancellationToken)
    {
        var rolesOf = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        var assignments = new GraphRequest(GraphVerb.Get, "/roleManagement/directory/roleAssignments?$expand=roleDefinition");
        var reply = await requester.ReadPagesAsync(assignments, TakeAssignment, log, cancellationToken).ConfigureAwait(false);
        if (!reply.IsSuccess) return null;

        var groups = new List<string>();
        var assignable = new GraphRequest(GraphVerb.Get, $"/groups?$filter={Uri.EscapeDataString("isAssignableToRole eq true")}&$select=id");
        reply = await requester.ReadPagesAsync(assignable, TakeGroup, log, cancellationToken).ConfigureAwait(false);
        if (!reply.IsSuccess) return null;

        var own = await OwnRolesAsync(requester, grants, rolesOf, groups, log, cancellationToken).ConfigureAwait(false);
        // Other roles may carry the same actions, so only a plain Authentication Administrator is known to fall short.
        bool? reachesAll = own is null ? null
            : own.Any(role => ReachingAll.Contains(role, StringComparer.OrdinalIgnoreCase)) ? true
            : own.All(Harmless.Contains) && own.Contains("Authentication Administrator", StringComparer.OrdinalIgnoreCase) ? false : null;
        return new AdminRoles(rolesOf, groups, reachesAll);

        void TakeAssignment(JsonElement assignment)
        {
            if (assignment.Text("principalId") is not { } principal) return;
            var name = assignment.Property("roleDefinition")?.Text("displayName");
            if (!rolesOf.TryGetValue(principal, out var roles)) rolesOf.Add(principal, roles = []);
            roles.Add(name ?? assignment.Text("roleDefinitionId") ?? "a role");
        }

        void TakeGroup(JsonElement group)
        {
            if (group.Text("id") is { } id) groups.Add(id.ToLowerInvariant());
        }
    }

    private static async Task<List<string>?> OwnRolesAsync(
        GraphRequester requester, TokenGrants grants, Dictionary<string, List<string>> rolesOf, List<string> groups, ITapLog log, CancellationToken cancellationToken)
    {
        if (grants.ObjectId is not { } me) return null;
        var own = rolesOf.TryGetValue(me, out var direct) ? [.. direct] : new List<string>();
        var scope = new GroupScope([.. groups.Where(rolesOf.ContainsKey)]);
        var held = new HashSet<string>();
        foreach (var request in scope.Requests("/me"))
        {
            if (!scope.Take(await requester.SendAsync(request, log, cancellationToken).ConfigureAwait(false), held)) return null;
        }

        foreach (var group in held) own.AddRange(rolesOf[group]);
        return own;
    }
}
