using TapModule.Core.Connections;
using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.Policy;
using TapModule.Core.SignIn.Permissions;
using TapModule.Core.Users;

namespace TapModule.Core.Preflight;

/// <summary>
/// What holds for every row and is read once: the policy, the groups that decide about its scope, administrator roles, and what the
/// caller may. Rows note here what the service refused to tell, so that the next ones do not ask again.
/// </summary>
internal sealed class PreflightContext
{
    private readonly Dictionary<string, int> _rowOfId = new(StringComparer.OrdinalIgnoreCase);

    private PreflightContext(GraphConnection connection, CallerRights rights)
    {
        Rights = rights;
        CallerId = connection.Grants.ObjectId;
        CallerName = connection.Grants.Account;
        MayReadUsers = rights.ReadUsers != false;
        // One request for all methods tells the pass too; it takes a larger right.
        ReadsMethods = rights.ReadMethods == true;
        MayReadPasses = rights.ReadPasses != false;
    }

    public CallerRights Rights { get; }

    public string? CallerId { get; }

    public string? CallerName { get; }

    /// <summary>Null if it could not be read; then <see cref="WhyNoPolicy"/> says why.</summary>
    public PolicyDocument? Policy { get; private set; }

    public string? WhyNoPolicy { get; private set; }

    public TapError? CloudError { get; private set; }

    /// <summary>Null for an application's own token, which no role limits, and where roles may not be read.</summary>
    public AdminRoles? Roles { get; private set; }

    /// <summary>The groups of the policy, and those that can be given roles.</summary>
    public GroupScope Groups { get; private set; } = new([]);

    private bool IsScopedByGroup => PolicyGroups.Any();

    public bool MayReadUsers { get; set; }

    public bool MayReadPasses { get; set; }

    public bool ReadsMethods { get; }

    /// <summary>The targets that decide: where everybody is included, only the excluded ones do.</summary>
    private IEnumerable<PolicyTarget> Deciding => Policy is null
        ? []
        : (Policy.IncludeTargets ?? []).Any(target => target.IsAllUsers) ? Policy.ExcludeTargets ?? [] : (Policy.IncludeTargets ?? []).Concat(Policy.ExcludeTargets ?? []);

    private IEnumerable<string> PolicyGroups => Deciding.Where(target => !IsUser(target)).Select(target => target.Id);

    /// <exception cref="TapServiceException">No token could be had.</exception>
    public static async Task<PreflightContext> ReadAsync(GraphConnection connection, ITapLog log, CancellationToken cancellationToken)
    {
        var facts = new PreflightContext(connection, new CallerRights(connection.Grants));
        var requester = connection.Requester;
        await facts.ReadPolicyAsync(requester, log, cancellationToken).ConfigureAwait(false);
        if (facts.Rights.IsPerson && facts.Rights.ReadRoles == true)
            facts.Roles = await AdminRoles.ReadAsync(requester, connection.Grants, log, cancellationToken).ConfigureAwait(false);
        if (facts.Rights.IsPerson && facts.Roles is null)
            log.Warning("Administrator roles could not be looked at (RoleManagement.Read.Directory, GroupMember.Read.All): a row for a user who holds one may be called ready and fail with RoleTooLow.");
        facts.Groups = new GroupScope([.. facts.PolicyGroups.Concat(facts.Roles?.Groups ?? []).Select(id => id.ToLowerInvariant()).Distinct()]);
        return facts;
    }

    /// <summary>Whether the policy covers a user who is in these groups. Null if the policy, or what decides in it, is not known.</summary>
    /// <param name="held">Those of the deciding groups that hold the user; null if that is not known.</param>
    /// <param name="userId">The user's object id; null if that is not known.</param>
    public bool? Covers(HashSet<string>? held, string? userId)
    {
        if (Policy?.IncludeTargets is not { } included || Policy.ExcludeTargets is not { } excluded) return null;
        if ((held is null && IsScopedByGroup) || (userId is null && Deciding.Any(IsUser))) return null;
        bool Holds(PolicyTarget target) => IsUser(target) ? target.IsId(userId!) : held?.Contains(target.Id.ToLowerInvariant()) == true;
        return (included.Any(target => target.IsAllUsers) || included.Any(Holds)) && !excluded.Any(Holds);
    }

    public bool IsCaller(string? userId, string user) =>
        Rights.IsPerson && ((userId is not null && Same(userId, CallerId)) || Same(user, CallerId) || Same(user, CallerName));

    /// <summary>The first row that turned out to be about this user.</summary>
    public int FirstRowOf(string userId, int row)
    {
        if (_rowOfId.TryGetValue(userId, out var first)) return first;
        _rowOfId.Add(userId, row);
        return row;
    }

    /// <summary>Policies from before 2023 may still target single users.</summary>
    private static bool IsUser(PolicyTarget target) => string.Equals(target.TargetType, "user", StringComparison.OrdinalIgnoreCase);

    private async Task ReadPolicyAsync(GraphRequester requester, ITapLog log, CancellationToken cancellationToken)
    {
        if (Rights.ReadPolicy == false)
        {
            WhyNoPolicy = "the policy (the token lacks Policy.Read.AuthenticationMethod)";
            return;
        }

        var reply = await requester.SendAsync(new GraphRequest(GraphVerb.Get, GraphPath.TapPolicy), log, cancellationToken).ConfigureAwait(false);
        Policy = reply.IsSuccess ? PolicyDocument.Read(reply.Body) : null;
        if (Policy is not null) return;
        var error = reply.ToError("Reading the policy");
        if (error.Reason is TapErrorId.AuthenticationFailed or TapErrorId.ClaimsChallenge) throw new TapServiceException(error);
        if (error.Reason == TapErrorId.CloudNotSupported) CloudError = error;
        WhyNoPolicy = reply.Status == 403 ? "the policy (permission Policy.Read.AuthenticationMethod and, for a person, the role Global Reader or Authentication Policy Administrator)" : $"the policy ({error.Message.TrimEnd('.')})";
    }

    private static bool Same(string text, string? other) => string.Equals(text, other, StringComparison.OrdinalIgnoreCase);
}
