using FsCheck;
using FsCheck.Fluent;
using TapModule.Core.Passes;

namespace TapModule.Core.Tests.Preflight;

/// <summary>What the check says is what issuing then does, in any state of policy, users, rights and roles.</summary>
public class AgreementTests
{
    private const string Nobody = "nobody@contoso.example";
    private static readonly string[] Inner = ["member1", "disabled"];
    private static readonly string[] Outer = ["member2", "admin.global"];
    private static readonly string[] Tier0 = ["member3"];
    private static readonly string[] Everybody = ["member1", "member2", "member3", "member4", "disabled", "guest.internal", "guest.external", "admin.global", "reader", "caller"];

    /// <summary>Rights that may be missing without anything but the answer "cannot be checked".</summary>
    private static readonly string[] ReadingRights = ["UserAuthenticationMethod.Read.All", "Policy.Read.AuthenticationMethod", "User.Read.All", "GroupMember.Read.All"];

    [Fact]
    public void What_is_called_ready_is_issued_and_what_is_called_a_problem_fails_with_the_same_reason()
    {
        var seen = new HashSet<string>();
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(150),
            Prop.ForAll(Arb.From(Cases), one => HoldsAsync(one, seen).GetAwaiter().GetResult()));

        // The test is worth something only if it came by everything.
        TapErrorId[] mustBeSeen =
        [
            TapErrorId.UserNotFound, TapErrorId.ExternalGuest, TapErrorId.NotInPolicyScope, TapErrorId.PolicyDisabled, TapErrorId.LifetimeOutOfRange, TapErrorId.MultiUseNotAllowed,
            TapErrorId.StartInPast, TapErrorId.PassExists, TapErrorId.RoleTooLow, TapErrorId.MissingPermission,
        ];
        Assert.Superset(mustBeSeen.Select(reason => reason.ToString()).Append("Ready").Append("CannotBeChecked").ToHashSet(), seen);
    }

    private static Gen<Case> Cases =>
        from state in Gen.Frequency((6, Gen.Constant(SandboxPolicyState.Enabled)), (1, Gen.Constant(SandboxPolicyState.Disabled)))
        from bounds in Gen.Elements((10, 60, 480), (60, 60, 480), (10, 43200, 43200), (60, 120, 120))
        from once in Gen.Elements(true, false, false)
        from include in Gen.Elements("all", "all", "inner", "outer", "inner outer", "outer gone", "")
        from exclude in Gen.Elements("", "", "", "inner", "outer", "gone")
        from caller in Gen.Elements(Caller.Application, Caller.Privileged, Caller.Privileged, Caller.Limited)
        from missing in Gen.Frequency((5, Gen.Constant(Array.Empty<string>())), (2, Gen.Elements(ReadingRights).Select(right => new[] { right })), (1, Gen.SubListOf(ReadingRights).Select(list => list.ToArray())))
        from mayWrite in Gen.Frequency((12, Gen.Constant(true)), (1, Gen.Constant(false)))
        from ifExists in Gen.Elements(TapIfExists.Replace, TapIfExists.Replace, TapIfExists.Skip, TapIfExists.Fail)
        from refusesExisting in Gen.Elements(false, true)
        from notFound in Gen.Elements(SandboxNotFoundCode.RequestResourceNotFound, SandboxNotFoundCode.ResourceNotFound)
        from holders in Gen.SubListOf(Everybody)
        from rows in Gen.CollectToArray(Everybody.Append(Nobody), Row)
        select new Case
        {
            Policy = new SandboxPolicy
            {
                State = state,
                MinimumLifetimeInMinutes = bounds.Item1,
                DefaultLifetimeInMinutes = bounds.Item2,
                MaximumLifetimeInMinutes = bounds.Item3,
                IsUsableOnce = once,
                IncludeTargets = Targets(include),
                ExcludeTargets = Targets(exclude),
            },
            Caller = caller,
            Rights = [.. PreflightBench.AllRights.Except(missing).Where(right => mayWrite || !right.Contains("ReadWrite", StringComparison.Ordinal))],
            // Without the right to issue, nothing is begun, whatever -IfExists says.
            IfExists = mayWrite ? ifExists : TapIfExists.Replace,
            RefusesExisting = refusesExisting,
            NotFound = notFound,
            Holders = [.. holders],
            Rows = rows,
        };

    private static Gen<PassRequest> Row(string name) =>
        from byId in Gen.Elements(true, false)
        from lifetime in Gen.Elements<int?>(null, null, null, 10, 60, 120, 481)
        from start in Gen.Elements<double?>(null, null, null, null, -1440, 1440)
        from once in Gen.Elements<bool?>(null, null, true, false)
        select new PassRequest
        {
            UserId = name == Nobody ? Nobody : byId ? IdOf(name).ToString() : $"{name}@contoso.example",
            LifetimeInMinutes = lifetime,
            StartDateTime = start is { } minutes ? DateTimeOffset.UtcNow.AddMinutes(minutes) : null,
            IsUsableOnce = once,
        };

    private static async Task<bool> HoldsAsync(Case one, HashSet<string> seen)
    {
        var tenant = Tenant(one);
        using var bench = await PreflightBench.ConnectAsync(tenant, one.Caller != Caller.Application, one.Rights);
        bench.Graph.Behavior.ExistingPass = one.RefusesExisting ? SandboxExistingPass.Refuse : SandboxExistingPass.Replace;
        bench.Graph.Behavior.NotFoundCode = one.NotFound;
        if (one.Caller != Caller.Application)
        {
            bench.Graph.Behavior.CallerRoles = SandboxCallerRoles.GlobalReader
                | (one.Caller == Caller.Privileged ? SandboxCallerRoles.PrivilegedAuthenticationAdministrator : SandboxCallerRoles.AuthenticationAdministrator);
        }

        var issuedBefore = tenant.PassesIssued;
        var found = await bench.CheckAsync(one.Rows, one.IfExists);
        Assert.Equal(issuedBefore, tenant.PassesIssued);
        var ends = await bench.IssueAsync(one.Rows, one.IfExists);
        foreach (var row in one.Rows)
        {
            var readiness = found[row.UserId];
            seen.Add(readiness.State.ToString());
            foreach (var problem in readiness.Problems) seen.Add(problem.Reason.ToString());
            var end = ends[row.UserId];
            // The whole run was warned that administrator roles could not be looked at.
            var mayBeOutOfReach = one.Caller == Caller.Limited && !one.Rights.Contains("GroupMember.Read.All");
            var isAgreed = (mayBeOutOfReach && end == TapErrorId.RoleTooLow) || readiness.State switch
            {
                TapReadinessState.Ready => end is null,
                // What could not be looked at may be in the way before what was found; the row fails all the same.
                TapReadinessState.NotReady when readiness.NotChecked.Count > 0 => end is not null,
                TapReadinessState.NotReady => end == readiness.Problems[0].Reason,
                _ => true,
            };
            Assert.True(isAgreed, $"{row.UserId}: said {readiness.State} ({string.Join(", ", readiness.Problems.Select(p => p.Reason))}; not checked: {string.Join(", ", readiness.NotChecked)}), came {end?.ToString() ?? "issued"} ({one.Caller}, {one.IfExists}, rights {string.Join(" ", one.Rights)})");
        }

        return true;
    }

    private static SandboxTenant Tenant(Case one)
    {
        var tenant = new SandboxTenant("Contoso", TimeProvider.System) { Policy = one.Policy, SignedInUserId = IdOf("caller") };
        foreach (var name in Everybody) tenant.SetUser(User(name, one.Caller));
        tenant.SetGroup(new SandboxGroup { Id = IdOf("inner"), Members = [.. Inner.Select(IdOf)] });
        tenant.SetGroup(new SandboxGroup { Id = IdOf("outer"), Members = [IdOf("inner"), .. Outer.Select(IdOf)] });
        tenant.SetGroup(new SandboxGroup { Id = IdOf("tier0"), Members = [.. Tier0.Select(IdOf)], IsAssignableToRole = true });
        GivePasses(tenant, one.Holders);
        return tenant;
    }

    /// <summary>Through the front door, and with a policy that lets everybody in.</summary>
    private static void GivePasses(SandboxTenant tenant, string[] holders)
    {
        var policy = tenant.Policy;
        tenant.Policy = new SandboxPolicy();
        using var bench = PreflightBench.ConnectAsync(tenant, isPerson: false, PreflightBench.AllRights).GetAwaiter().GetResult();
        bench.IssueAsync(holders.Select(name => new PassRequest { UserId = IdOf(name).ToString() })).GetAwaiter().GetResult();
        tenant.Policy = policy;
    }

    private static SandboxUser User(string name, Caller caller)
    {
        var user = new SandboxUser { Id = IdOf(name), UserPrincipalName = $"{name}@contoso.example" };
        return name switch
        {
            "disabled" => user with { AccountEnabled = false },
            "guest.internal" => user with { UserType = "Guest" },
            "guest.external" => user with { UserType = "Guest", CreationType = "Invitation", Identities = [new("federated", "ExternalAzureAD", null)] },
            "admin.global" => user with { DirectoryRoles = ["Global Administrator"] },
            "reader" => user with { DirectoryRoles = ["Directory Readers"] },
            "caller" => user with { DirectoryRoles = [caller == Caller.Privileged ? "Privileged Authentication Administrator" : "Authentication Administrator"] },
            _ => user,
        };
    }

    private static SandboxTarget[] Targets(string names) =>
        [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => new SandboxTarget(name == "all" ? SandboxTarget.AllUsers : IdOf(name).ToString(), false))];

    private static Guid IdOf(string name) => new([.. System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)).Take(16)]);

    private enum Caller
    {
        Application,
        Privileged,
        Limited,
    }

    private sealed record Case
    {
        public required SandboxPolicy Policy { get; init; }

        public required Caller Caller { get; init; }

        public required string[] Rights { get; init; }

        public required TapIfExists IfExists { get; init; }

        public required bool RefusesExisting { get; init; }

        public required SandboxNotFoundCode NotFound { get; init; }

        public required string[] Holders { get; init; }

        public required PassRequest[] Rows { get; init; }
    }
}
