namespace TapModule.Sandbox.Tenant;

/// <summary>Groups and who is in them, nested ones included. Guarded by the tenant's lock.</summary>
internal sealed class GroupGraph
{
    private readonly List<Guid> _order = [];
    private readonly Dictionary<Guid, SandboxGroup> _groups = [];
    private readonly Dictionary<Guid, HashSet<Guid>> _groupsByMember = [];

    public IReadOnlyList<SandboxGroup> All => _order.ConvertAll(id => _groups[id]);

    public SandboxGroup? Find(Guid id) => _groups.TryGetValue(id, out var group) ? group : null;

    public void Set(SandboxGroup group)
    {
        if (_groups.TryGetValue(group.Id, out var former))
        {
            foreach (var member in former.Members) _groupsByMember[member].Remove(group.Id);
        }
        else
        {
            _order.Add(group.Id);
        }

        _groups[group.Id] = group;
        foreach (var member in group.Members)
        {
            if (!_groupsByMember.TryGetValue(member, out var holders)) _groupsByMember.Add(member, holders = []);
            holders.Add(group.Id);
        }
    }

    public void RemoveMember(Guid member)
    {
        if (!_groupsByMember.TryGetValue(member, out var holders)) return;
        foreach (var id in holders.ToArray())
        {
            Set(_groups[id] with { Members = [.. _groups[id].Members.Where(other => other != member)] });
        }
    }

    public HashSet<Guid> GroupsOf(Guid member) =>
        Closure(member, id => _groupsByMember.TryGetValue(id, out var holders) ? holders : []);

    public IReadOnlyList<Guid> MembersOf(Guid group, bool transitive) =>
        transitive ? [.. Closure(group, id => Find(id)?.Members ?? [])] : Find(group)?.Members ?? [];

    private static HashSet<Guid> Closure(Guid start, Func<Guid, IEnumerable<Guid>> next)
    {
        var found = new HashSet<Guid>();
        var open = new Stack<Guid>([start]);
        while (open.Count > 0)
        {
            foreach (var id in next(open.Pop()))
            {
                if (found.Add(id)) open.Push(id);
            }
        }

        return found;
    }
}
