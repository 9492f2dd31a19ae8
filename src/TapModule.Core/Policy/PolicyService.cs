using TapModule.Core.Diagnostics;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.SignIn.Permissions;

namespace TapModule.Core.Policy;

/// <summary>
/// Reads and writes the policy. Writing is in steps, so that a person can look at the plan in between: plan, apply, read back.
/// The service has no ETag for the policy; a change by somebody else is noticed by reading again right before writing.
/// </summary>
internal sealed class PolicyService(GraphRequester requester)
{
    /// <summary>How often a read-back that still shows the old value is repeated: replicas lag behind.</summary>
    private const int MaxReadBacks = 4;

    private const string PolicyRole = "Authentication Policy Administrator";
    private static readonly TimeSpan ReadBackPause = TimeSpan.FromSeconds(1);
    private static readonly GraphRequest Read = new(GraphVerb.Get, GraphPath.TapPolicy);
    private readonly GroupLookup _groups = new(requester);

    /// <summary>The policy with the names of its groups, where they may be read.</summary>
    /// <exception cref="TapServiceException">The policy could not be read.</exception>
    public async Task<PolicyDocument> GetAsync(ITapLog log, CancellationToken cancellationToken)
    {
        var policy = await ReadAsync(log, cancellationToken).ConfigureAwait(false);
        return await NameAsync(policy, log, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds out what a change would do. Sends nothing that writes.</summary>
    /// <exception cref="TapServiceException">The wishes, or the policy that would result, are not valid; or something could not be read.</exception>
    public async Task<PolicyPlan> PlanAsync(PolicyChange change, ITapLog log, CancellationToken cancellationToken)
    {
        PolicyRules.Check(change);
        var resolved = await _groups.ResolveNamesAsync(change, log, cancellationToken).ConfigureAwait(false);
        // Once more: two names, or a name and an id, may turn out to be one group.
        PolicyRules.Check(resolved);
        var before = await ReadAsync(log, cancellationToken).ConfigureAwait(false);
        if (resolved.TargetChanges.Any()) (resolved, before) = await NameConcernedAsync(resolved, before, mustExist: true, log, cancellationToken).ConfigureAwait(false);
        var plan = new PolicyPlan(resolved, before);
        PolicyRules.Check(plan.Before, plan.After);
        return plan;
    }

    /// <summary>What differs from a desired state. Groups that do not exist are differences, not errors, as long as they are given by id.</summary>
    /// <exception cref="TapServiceException">The desired state is not valid, or something could not be read.</exception>
    public async Task<IReadOnlyList<PolicyDifference>> CompareAsync(PolicyChange desired, ITapLog log, CancellationToken cancellationToken)
    {
        PolicyRules.Check(desired);
        var resolved = await _groups.ResolveNamesAsync(desired, log, cancellationToken).ConfigureAwait(false);
        var policy = await ReadAsync(log, cancellationToken).ConfigureAwait(false);
        var differences = PolicyDifference.Between(policy, resolved.ApplyTo(policy));
        if (!differences.Any(d => d.Before is IReadOnlyList<PolicyTarget> || d.After is IReadOnlyList<PolicyTarget>)) return differences;
        (resolved, policy) = await NameConcernedAsync(resolved, policy, mustExist: false, log, cancellationToken).ConfigureAwait(false);
        return PolicyDifference.Between(policy, resolved.ApplyTo(policy));
    }

    /// <summary>Sends what the plan changes and nothing else. An empty plan sends nothing.</summary>
    /// <exception cref="TapServiceException">
    /// <see cref="TapErrorId.PolicyConflict"/>: somebody else changed what the plan rests on. Otherwise the service did not accept it.
    /// </exception>
    public async Task ApplyAsync(PolicyPlan plan, ITapLog log, CancellationToken cancellationToken)
    {
        if (plan.IsEmpty) return;
        var now = await ReadAsync(log, cancellationToken).ConfigureAwait(false);
        if (plan.Basis.FirstOrDefault(p => !p.IsSame(plan.Before, now)) is { } moved)
        {
            throw new TapServiceException(ErrorTable.Describe(
                TapErrorId.PolicyConflict,
                $"Somebody else changed the policy meanwhile: {new PolicyDifference(moved.Name, moved.Of(plan.Before), moved.Of(now))}. Nothing was sent."));
        }

        var patch = new GraphRequest(GraphVerb.Patch, GraphPath.TapPolicy, PolicyBody.Write(plan.After, plan.Changed));
        var reply = await requester.SendAsync(patch, log, cancellationToken).ConfigureAwait(false);
        if (reply.Meaning == ReplyMeaning.Unclear) reply = await LookAsync(plan, reply, log, cancellationToken).ConfigureAwait(false);
        if (!reply.IsSuccess) throw PolicyErrors.FromReply(reply, "Changing the policy", GraphPermission.PolicyWrite, PolicyRole);
    }

    /// <summary>Reads the policy after a change, and warns about anything that is not as it was sent or as it was before.</summary>
    /// <exception cref="TapServiceException">The policy could not be read.</exception>
    public async Task<PolicyDocument> ReadBackAsync(PolicyPlan plan, ITapLog log, CancellationToken cancellationToken)
    {
        var policy = await ReadAsync(log, cancellationToken).ConfigureAwait(false);
        for (var tries = 1; tries < MaxReadBacks && plan.Changed.Any(p => p.IsSame(plan.Before, policy)); tries++)
        {
            await requester.PauseAsync(ReadBackPause, cancellationToken).ConfigureAwait(false);
            policy = await ReadAsync(log, cancellationToken).ConfigureAwait(false);
        }

        var sent = plan.Changed.Select(p => p.Name).ToList();
        foreach (var difference in PolicyDifference.Between(plan.After, policy))
        {
            log.Warning(sent.Contains(difference.Property)
                ? $"{difference.Property} was set to {PolicyDifference.Show(difference.Before)} and reads back as {PolicyDifference.Show(difference.After)}. Somebody else may have changed it, or the change needs some minutes."
                : $"The service recalculated a property that was not sent: {difference}.");
        }

        return await NameAsync(policy, log, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Back to Microsoft's defaults.</summary>
    /// <exception cref="TapServiceException">The service did not accept it.</exception>
    public async Task ResetAsync(ITapLog log, CancellationToken cancellationToken)
    {
        var reply = await requester.SendAsync(new GraphRequest(GraphVerb.Delete, GraphPath.TapPolicy), log, cancellationToken).ConfigureAwait(false);
        if (!reply.IsSuccess) throw PolicyErrors.FromReply(reply, "Resetting the policy", GraphPermission.PolicyWrite, PolicyRole);
    }

    /// <summary>No try of the change got an answer: the policy says what became of them. What it does not settle stays unclear.</summary>
    private async Task<GraphReply> LookAsync(PolicyPlan plan, GraphReply unclear, ITapLog log, CancellationToken cancellationToken)
    {
        var reply = await requester.SendAsync(Read, log, cancellationToken).ConfigureAwait(false);
        if (!reply.IsSuccess || PolicyDocument.Read(reply.Body) is not { } now) return unclear;
        if (plan.Changed.All(p => p.IsSame(plan.After, now))) return reply;
        return plan.Changed.All(p => p.IsSame(plan.Before, now)) ? unclear with { Meaning = ReplyMeaning.NotDone } : unclear;
    }

    private async Task<PolicyDocument> ReadAsync(ITapLog log, CancellationToken cancellationToken)
    {
        var reply = await requester.SendAsync(Read, log, cancellationToken).ConfigureAwait(false);
        if (reply.IsSuccess && PolicyDocument.Read(reply.Body) is { } policy) return policy;
        throw PolicyErrors.FromReply(
            reply.IsSuccess ? reply.Unreadable() : reply, "Reading the policy", GraphPermission.PolicyRead, "Global Reader or " + PolicyRole);
    }

    private async Task<PolicyDocument> NameAsync(PolicyDocument policy, ITapLog log, CancellationToken cancellationToken)
    {
        var ids = GroupIds((policy.IncludeTargets ?? []).Concat(policy.ExcludeTargets ?? []).Where(t => t.TargetType == "group").Select(t => t.Id));
        if (ids.Count == 0) return policy;
        return await _groups.NamesAsync(ids, log, cancellationToken).ConfigureAwait(false) is { } names ? policy.Named(names) : policy;
    }

    /// <summary>Names the groups on both sides of a change of targets, and, where they must exist, makes sure that new ones are groups.</summary>
    private async Task<(PolicyChange Change, PolicyDocument Policy)> NameConcernedAsync(
        PolicyChange change, PolicyDocument policy, bool mustExist, ITapLog log, CancellationToken cancellationToken)
    {
        var present = (change.IncludeTargets is null ? [] : policy.IncludeTargets ?? []).Concat(change.ExcludeTargets is null ? [] : policy.ExcludeTargets ?? []).ToList();
        var fresh = GroupIds(change.TargetChanges.SelectMany(c => c.Wanted).Where(w => w.DisplayName is null && !present.Any(w.Is)).Select(w => w.Id!));
        var ids = GroupIds(present.Where(t => t.TargetType == "group").Select(t => t.Id).Concat(fresh));
        if (ids.Count == 0 || await _groups.NamesAsync(ids, log, cancellationToken).ConfigureAwait(false) is not { } names) return (change, policy);
        if (mustExist && fresh.Find(id => !names.ContainsKey(id)) is { } missing) throw await _groups.MissingAsync(missing, log, cancellationToken).ConfigureAwait(false);
        return (change.Map(w => w.Id is { } id && names.TryGetValue(id, out var name) ? w with { DisplayName = name } : w), policy.Named(names));
    }

    private static List<string> GroupIds(IEnumerable<string> ids) =>
        [.. ids.Where(id => id != PolicyTarget.AllUsers).Distinct(StringComparer.OrdinalIgnoreCase)];
}
