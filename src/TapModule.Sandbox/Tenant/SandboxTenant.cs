namespace TapModule.Sandbox.Tenant;

/// <summary>
/// The state of the simulated tenant: users, groups, the policy and the passes. Safe for use from several threads.
/// Everything can be read back, so that a test can compare what was handed out with what the tenant holds.
/// </summary>
public sealed class SandboxTenant
{
    private readonly object _sync = new();
    private readonly List<TenantUser> _users = [];
    private readonly Dictionary<Guid, TenantUser> _usersById = [];
    private readonly Dictionary<string, TenantUser> _usersByName = new(StringComparer.OrdinalIgnoreCase);
    private readonly GroupGraph _groups = new();
    private readonly Dictionary<Guid, SandboxAdministrativeUnit> _units = [];
    private readonly Random _chance = new();
    private SandboxPolicy _policy = new();
    private long _passesIssued;

    /// <summary>An empty tenant with the policy on for everybody.</summary>
    /// <param name="displayName">The organisation's name.</param>
    /// <param name="clock">The tenant's clock: every date and lifetime follows it.</param>
    /// <param name="id">The tenant's id; a new one if not given, so that no two tenants are taken for one.</param>
    public SandboxTenant(string displayName, TimeProvider clock, Guid? id = null)
    {
        DisplayName = displayName;
        Clock = clock;
        Id = id ?? Guid.NewGuid();
        Mail = new(this);
    }

    /// <summary>The organisation's name.</summary>
    public string DisplayName { get; }

    /// <summary>The tenant id.</summary>
    public Guid Id { get; }

    /// <summary>The tenant's clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Who calls when a token does not say so: the user behind <c>/me</c>. Null makes such calls app-only.</summary>
    public Guid? SignedInUserId { get; set; }

    /// <summary>The Temporary Access Pass policy.</summary>
    public SandboxPolicy Policy
    {
        get => Volatile.Read(ref _policy);
        set
        {
            lock (_sync)
            {
                Volatile.Write(ref _policy, value);
                Changed?.Invoke(TenantPart.Policy, "", value);
            }
        }
    }

    /// <summary>The Conditional Access policies and authentication strengths.</summary>
    public SandboxConditionalAccess ConditionalAccess { get; } = new();

    /// <summary>What was sent.</summary>
    public SandboxMailboxes Mail { get; }

    /// <summary>The administrative units.</summary>
    public IReadOnlyList<SandboxAdministrativeUnit> AdministrativeUnits
    {
        get
        {
            lock (_sync) return [.. _units.Values];
        }
    }

    /// <summary>
    /// Told of each change with what changed and how it is now (null: gone), while the change is made; the order is the order of the changes.
    /// </summary>
    internal Action<TenantPart, string, object?>? Changed { get; set; }

    /// <summary>How many passes were ever created, replaced and deleted ones included.</summary>
    public long PassesIssued
    {
        get
        {
            lock (_sync) return _passesIssued;
        }
    }

    /// <summary>A copy of the list of users, in the order in which they were added.</summary>
    public IReadOnlyList<SandboxUser> Users
    {
        get
        {
            lock (_sync) return _users.ConvertAll(entry => entry.User);
        }
    }

    /// <summary>A copy of the list of groups.</summary>
    public IReadOnlyList<SandboxGroup> Groups
    {
        get
        {
            lock (_sync) return _groups.All;
        }
    }

    /// <summary>A tenant for demonstrations and training: about thirty people, groups, guests, and one of each special case.</summary>
    /// <returns>A new tenant on the system's clock.</returns>
    public static SandboxTenant CreateDemo() => CreateDemo(TimeProvider.System);

    /// <summary>The demonstration tenant with a clock of one's own.</summary>
    /// <param name="clock">The tenant's clock.</param>
    /// <param name="id">The tenant's id; a new one if not given.</param>
    /// <returns>A new tenant.</returns>
    public static SandboxTenant CreateDemo(TimeProvider clock, Guid? id = null) => DemoTenant.Create(clock, id);

    /// <summary>A tenant for load: <c>user0000001@contoso.example</c> and so on, with the policy on for everybody.</summary>
    /// <param name="count">The number of users, 0 or more.</param>
    /// <returns>A new tenant on the system's clock.</returns>
    public static SandboxTenant CreateWithUsers(int count) => CreateWithUsers(count, TimeProvider.System);

    /// <summary>The tenant for load with a clock of one's own.</summary>
    /// <param name="count">The number of users, 0 or more.</param>
    /// <param name="clock">The tenant's clock.</param>
    /// <returns>A new tenant.</returns>
    public static SandboxTenant CreateWithUsers(int count, TimeProvider clock)
    {
        var tenant = new SandboxTenant("Contoso", clock);
        for (var number = 1; number <= count; number++) tenant.SetUser(Tenant.NumberedUsers.Create(number));
        return tenant;
    }

    /// <summary>The number of numbered users that <see cref="SetNumberedUsers"/> made.</summary>
    public int NumberedUsers => Tenant.NumberedUsers.CountIn(this);

    /// <summary>
    /// Sets the number of numbered users, <c>user0000001@contoso.example</c> and so on, beside those who are there. They are the members of the
    /// group <c>Numbered users</c>.
    /// </summary>
    /// <param name="count">Their number, 0 or more.</param>
    public void SetNumberedUsers(int count) => Tenant.NumberedUsers.Resize(this, count);

    /// <summary>Adds a user, or replaces the one with the same object id; passes stay.</summary>
    /// <param name="user">The user. Its UPN must not belong to somebody else.</param>
    /// <exception cref="ArgumentException">Another user has this UPN, or it is empty.</exception>
    public void SetUser(SandboxUser user)
    {
        lock (_sync)
        {
            if (user.UserPrincipalName.Length == 0) throw new ArgumentException("A user needs a userPrincipalName.", nameof(user));
            if (_usersByName.TryGetValue(user.UserPrincipalName, out var holder) && holder.User.Id != user.Id)
            {
                throw new ArgumentException($"Another user is called {user.UserPrincipalName}.", nameof(user));
            }

            if (_usersById.TryGetValue(user.Id, out var entry))
            {
                _usersByName.Remove(entry.User.UserPrincipalName);
                entry.User = user;
            }
            else
            {
                entry = new TenantUser(user);
                _users.Add(entry);
                _usersById.Add(user.Id, entry);
            }

            _usersByName.Add(user.UserPrincipalName, entry);
            Changed?.Invoke(TenantPart.User, user.Id.ToString(), user);
        }
    }

    /// <summary>Removes a user with the pass and the memberships.</summary>
    /// <param name="user">The object id or UPN.</param>
    /// <returns>False if there is no such user.</returns>
    public bool RemoveUser(string user)
    {
        lock (_sync)
        {
            if (Find(user) is not { } entry) return false;
            _users.Remove(entry);
            _usersById.Remove(entry.User.Id);
            _usersByName.Remove(entry.User.UserPrincipalName);
            _groups.RemoveMember(entry.User.Id);
            Changed?.Invoke(TenantPart.User, entry.User.Id.ToString(), null);
            return true;
        }
    }

    /// <summary>Looks a user up.</summary>
    /// <param name="user">The object id or UPN, in any case.</param>
    /// <returns>The user, or null.</returns>
    public SandboxUser? FindUser(string user)
    {
        lock (_sync) return Find(user)?.User;
    }

    /// <summary>Adds a group, or replaces the one with the same object id.</summary>
    /// <param name="group">The group with its direct members.</param>
    public void SetGroup(SandboxGroup group)
    {
        lock (_sync)
        {
            _groups.Set(group);
            Changed?.Invoke(TenantPart.Group, group.Id.ToString(), group);
        }
    }

    /// <summary>Looks a group up.</summary>
    /// <param name="id">The object id.</param>
    /// <returns>The group, or null.</returns>
    public SandboxGroup? FindGroup(Guid id)
    {
        lock (_sync) return _groups.Find(id);
    }

    /// <summary>Adds an administrative unit, or replaces the one with the same object id.</summary>
    /// <param name="unit">The unit with its members.</param>
    public void SetAdministrativeUnit(SandboxAdministrativeUnit unit)
    {
        lock (_sync)
        {
            _units[unit.Id] = unit;
            Changed?.Invoke(TenantPart.AdministrativeUnit, unit.Id.ToString(), unit);
        }
    }

    /// <summary>The pass that the user holds now, valid or not, with its code.</summary>
    /// <param name="user">The object id or UPN.</param>
    /// <returns>The pass, or null if the user has none or does not exist.</returns>
    public SandboxPass? CurrentPass(string user)
    {
        lock (_sync) return Find(user)?.Pass;
    }

    /// <summary>All passes that are held now.</summary>
    /// <returns>Each user who has a pass, with the pass.</returns>
    public IReadOnlyList<KeyValuePair<SandboxUser, SandboxPass>> CurrentPasses()
    {
        lock (_sync)
        {
            var holders = _users.FindAll(entry => entry.Pass is not null);
            return holders.ConvertAll(entry => new KeyValuePair<SandboxUser, SandboxPass>(entry.User, entry.Pass!));
        }
    }

    /// <summary>Every code that was ever issued to the user, oldest first.</summary>
    /// <param name="user">The object id or UPN.</param>
    /// <returns>The codes; empty if there were none.</returns>
    public IReadOnlyList<string> IssuedCodes(string user)
    {
        lock (_sync) return Find(user)?.IssuedCodes?.ToArray() ?? [];
    }

    /// <summary>Simulates a sign-in with the user's current pass.</summary>
    /// <param name="user">The object id or UPN.</param>
    /// <returns>Whether the pass was usable. If it was, a one-time pass is spent now.</returns>
    public bool UsePass(string user)
    {
        lock (_sync)
        {
            return Find(user) is { } entry && UsePass(entry, Clock.GetUtcNow(), null);
        }
    }

    /// <summary>
    /// Simulates that a share of those who hold an unused pass sign in with it between now and a later moment, each at a moment of chance when the
    /// pass is usable, and register a method.
    /// </summary>
    /// <param name="share">The share, 0 to 1, of those whose pass is usable at some moment of that time. Rounded to whole users.</param>
    /// <param name="until">The later moment.</param>
    /// <param name="method">The kind of the method that each registers, as in <see cref="SandboxAuthenticationMethod.Kind"/>; null for none.</param>
    /// <returns>Those who signed in.</returns>
    public IReadOnlyList<SandboxUser> UsePasses(double share, DateTimeOffset until, string? method)
    {
        lock (_sync)
        {
            var now = Clock.GetUtcNow();
            DateTimeOffset From(SandboxPass pass) => pass.StartDateTime > now ? pass.StartDateTime : now;
            var able = _users.FindAll(entry =>
                entry.Pass is { LastUsedDateTime: null } pass && From(pass) <= until && UsabilityOf(pass, entry.User.Id, From(pass)).IsUsable);
            var count = (int)Math.Round(able.Count * share, MidpointRounding.AwayFromZero);
            var users = new List<SandboxUser>(count);
            foreach (var entry in able.OrderBy(_ => _chance.Next()).Take(count))
            {
                var pass = entry.Pass!;
                var last = pass.ExpirationDateTime <= until ? pass.ExpirationDateTime.AddSeconds(-1) : until;
                var span = last > From(pass) ? last - From(pass) : TimeSpan.Zero;
                if (UsePass(entry, From(pass) + TimeSpan.FromTicks((long)(_chance.NextDouble() * span.Ticks)), method)) users.Add(entry.User);
            }

            return users;
        }
    }

    /// <summary>Whether the policy's targets cover the user; its state is another matter.</summary>
    /// <param name="userId">The user's object id.</param>
    /// <returns>True if the user is included and not excluded.</returns>
    public bool IsInPolicyScope(Guid userId)
    {
        var policy = Policy;
        var everybody = policy.IncludeTargets.Any(target => target.Id == SandboxTarget.AllUsers);
        if (everybody && policy.ExcludeTargets.Count == 0) return true;
        lock (_sync)
        {
            var groups = _groups.GroupsOf(userId);
            bool Covers(SandboxTarget target) => Guid.TryParse(target.Id, out var id) && groups.Contains(id);
            return (everybody || policy.IncludeTargets.Any(Covers)) && !policy.ExcludeTargets.Any(Covers);
        }
    }

    /// <summary>The ids of all groups that hold the user or group, directly or through other groups.</summary>
    /// <param name="memberId">The object id of the user or group.</param>
    /// <returns>The group ids.</returns>
    public IReadOnlyCollection<Guid> GroupsOf(Guid memberId)
    {
        lock (_sync) return _groups.GroupsOf(memberId);
    }

    /// <summary>The administrative units that hold the user.</summary>
    internal IReadOnlyList<SandboxAdministrativeUnit> UnitsOf(Guid userId)
    {
        lock (_sync) return [.. _units.Values.Where(unit => unit.Members.Contains(userId))];
    }

    internal void UpdatePolicy(Func<SandboxPolicy, SandboxPolicy> change)
    {
        lock (_sync) Policy = change(Policy);
    }

    internal IReadOnlyList<Guid> MembersOf(Guid groupId, bool transitive)
    {
        lock (_sync) return _groups.MembersOf(groupId, transitive);
    }

    internal PassUsability UsabilityOf(SandboxPass pass, Guid userId, DateTimeOffset now) =>
        PassUsability.Of(pass, Policy, IsInPolicyScope(userId), now);

    /// <summary>
    /// Whether the authentication endpoints know the user yet. The first question starts a brand-new user's waiting time.
    /// </summary>
    internal bool IsReady(SandboxUser user)
    {
        if (user.ReadyAfter <= TimeSpan.Zero) return true;
        lock (_sync)
        {
            if (!_usersById.TryGetValue(user.Id, out var entry)) return false;
            var now = Clock.GetUtcNow();
            entry.FirstAsked ??= now;
            return now >= entry.FirstAsked + user.ReadyAfter;
        }
    }

    /// <summary>Gives the user a new pass in place of any other, unless <paramref name="mayReplace"/> says no to the present one.</summary>
    internal SandboxPass? IssuePass(SandboxUser user, SandboxPass pass, Func<SandboxPass, bool> mayReplace)
    {
        lock (_sync)
        {
            if (!_usersById.TryGetValue(user.Id, out var entry)) return null;
            if (entry.Pass is { } present && !mayReplace(present)) return null;
            entry.Pass = pass;
            (entry.IssuedCodes ??= new(1)).Add(pass.TemporaryAccessPass);
            _passesIssued++;
            Changed?.Invoke(TenantPart.Pass, user.Id.ToString(), pass);
            return pass;
        }
    }

    internal bool DeletePass(SandboxUser user, Guid passId)
    {
        lock (_sync)
        {
            if (!_usersById.TryGetValue(user.Id, out var entry) || entry.Pass?.Id != passId) return false;
            entry.Pass = null;
            Changed?.Invoke(TenantPart.Pass, user.Id.ToString(), null);
            return true;
        }
    }

    /// <summary>Puts a pass back as it was, by whatever way the user came by it.</summary>
    internal void RestorePass(Guid userId, SandboxPass? pass)
    {
        lock (_sync)
        {
            if (_usersById.TryGetValue(userId, out var entry)) entry.Pass = pass;
        }
    }

    /// <summary>Users that match, from a position on, and the position at which to go on (null at the end).</summary>
    internal (IReadOnlyList<SandboxUser> Page, int? Next) PageOfUsers(Func<SandboxUser, bool> matches, int start, int size)
    {
        lock (_sync)
        {
            var page = new List<SandboxUser>();
            for (var index = start; index < _users.Count; index++)
            {
                if (!matches(_users[index].User)) continue;
                if (page.Count == size) return (page, index);
                page.Add(_users[index].User);
            }

            return (page, null);
        }
    }

    private bool UsePass(TenantUser entry, DateTimeOffset moment, string? method)
    {
        if (entry.Pass is not { } pass || !UsabilityOf(pass, entry.User.Id, moment).IsUsable) return false;
        pass.LastUsedDateTime = moment;
        Changed?.Invoke(TenantPart.Pass, entry.User.Id.ToString(), pass);
        if (method is null) return true;
        // Registering takes a moment.
        var registered = new SandboxAuthenticationMethod(method, Guid.NewGuid().ToString(), moment.AddMinutes(2));
        SetUser(entry.User with { AuthenticationMethods = [.. entry.User.AuthenticationMethods, registered] });
        return true;
    }

    private TenantUser? Find(string user)
    {
        if (_usersByName.TryGetValue(user, out var named)) return named;
        return Guid.TryParse(user, out var id) && _usersById.TryGetValue(id, out var entry) ? entry : null;
    }
}

/// <summary>What of a tenant can change.</summary>
internal enum TenantPart
{
    Policy,
    User,
    Group,
    AdministrativeUnit,
    Pass,
    Mail,
}

/// <summary>What the tenant keeps about one user. Guarded by the tenant's lock.</summary>
internal sealed class TenantUser(SandboxUser user)
{
    public SandboxUser User { get; set; } = user;

    public SandboxPass? Pass { get; set; }

    /// <summary>Every code ever issued, oldest first.</summary>
    public List<string>? IssuedCodes { get; set; }

    /// <summary>When an authentication endpoint was first asked for a brand-new user.</summary>
    public DateTimeOffset? FirstAsked { get; set; }
}
