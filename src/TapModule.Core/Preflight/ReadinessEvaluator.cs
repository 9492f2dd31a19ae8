using System.Globalization;
using TapModule.Core.Errors;

namespace TapModule.Core.Preflight;

/// <summary>
/// Puts together what was found about a row. Problems come in the order in which the service would tell them, so that the first one is
/// what issuing would fail with.
/// </summary>
internal sealed class ReadinessEvaluator
{
    /// <summary>Clocks differ; a start that is a moment ago is one that was "now" when it was written.</summary>
    private static readonly TimeSpan StartTolerance = TimeSpan.FromMinutes(1);

    private readonly PreflightRow _row;
    private readonly PreflightContext _facts;
    private readonly DateTimeOffset _now;
    private readonly List<TapError> _problems = [];
    private readonly List<string> _warnings = [];
    private readonly List<string> _notChecked;

    private ReadinessEvaluator(PreflightRow row, PreflightContext facts, List<string> notChecked, DateTimeOffset now)
    {
        _row = row;
        _facts = facts;
        _notChecked = notChecked;
        _now = now;
    }

    public static Readiness Of(PreflightRow row, PreflightContext facts, List<string> notChecked, DateTimeOffset now)
    {
        var verdict = new ReadinessEvaluator(row, facts, notChecked, now);
        verdict.JudgeCaller();
        if (row.IsMissing)
        {
            verdict.Problem(TapErrorId.UserNotFound, "The directory has no such user");
        }
        else
        {
            verdict.JudgeAccount();
            verdict.JudgePass();
            // A row that would be skipped asks nothing of the policy.
            if (row.LivePass is null || row.IfExists != TapIfExists.Skip)
            {
                verdict.JudgeReach();
                verdict.JudgePolicy();
            }
        }

        return new Readiness
        {
            Request = row.Request,
            Problems = verdict._problems,
            Warnings = verdict._warnings,
            NotChecked = verdict._notChecked,
            LifetimeInMinutes = row.Request.LifetimeInMinutes ?? facts.Policy?.DefaultLifetimeInMinutes,
            StartDateTime = row.Request.StartDateTime ?? now,
            IsUsableOnce = row.Request.IsUsableOnce ?? facts.Policy?.IsUsableOnce,
        };
    }

    private void JudgeCaller()
    {
        if (_facts.CloudError is { } cloud) _problems.Add(cloud with { User = _row.User, RowNumber = _row.Number });
        if (_facts.Rights.WritePasses == false) Problem(TapErrorId.MissingPermission, "The token does not grant UserAuthMethod-TAP.ReadWrite.All");
        else if (_facts.Rights.WritePasses is null) _notChecked.Add("whether the token grants issuing (it cannot be read)");
    }

    private void JudgeAccount()
    {
        if (_row.IsNotReady)
        {
            if (_row.WaitsForUser) _warnings.Add("The account is so new that the service does not know it yet; issuing will wait for it.");
            else Problem(TapErrorId.UserNotFound, "The directory has the account, but the service for sign-in methods does not know it yet");
        }

        if (_row.Account is not { } account)
        {
            if (!_facts.MayReadUsers) _notChecked.Add("the account: that it exists and is no external guest (permission User.Read.All)");
            return;
        }

        if (account.AccountEnabled == false) _warnings.Add("The account is disabled: the pass can be issued, but nobody can sign in with it.");
        var first = _facts.FirstRowOf(account.Id, _row.Number);
        if (first != _row.Number) _warnings.Add($"Row {first} names the same user by another name ({account.UserPrincipalName}); the later pass replaces the earlier.");
    }

    private void JudgePass()
    {
        if (_row.LivePass is { } pass)
        {
            var what = $"a pass that is {pass.StateAt(_now)} until {Time(pass.ExpirationDateTime)}";
            if (_row.IfExists == TapIfExists.Fail) Problem(TapErrorId.PassExists, $"The user has {what}");
            else _warnings.Add(_row.IfExists == TapIfExists.Skip ? $"Has {what}; the row would be skipped." : $"Has {what}; it would be replaced.");
        }
        else if (!_row.IsPassKnown && !_row.IsNotReady && _row.IfExists != TapIfExists.Replace)
        {
            _notChecked.Add("whether the user has a pass, on which -IfExists depends (permission UserAuthMethod-TAP.Read.All)");
        }

        if (_row.Methods.Count > 0) _warnings.Add($"Has registered other methods already: {string.Join(", ", _row.Methods)}.");
    }

    private void JudgeReach()
    {
        if (_facts.IsCaller(_row.Account?.Id, _row.User))
        {
            Problem(TapErrorId.RoleTooLow, "This is your own account, for which you cannot issue a pass");
            return;
        }

        if (_facts.Roles is not { } known) return;
        var roles = known.PrivilegedRolesOf(_row.Account?.Id, _row.Groups ?? []);
        if (roles.Count == 0) return;
        var held = string.Join(", ", roles);
        if (known.ReachesAll == false) Problem(TapErrorId.RoleTooLow, $"The user holds {held}, which is beyond the reach of an Authentication Administrator");
        else if (known.ReachesAll is null) _notChecked.Add($"whether your role reaches this user, who holds {held}: it takes Privileged Authentication Administrator");
        else _warnings.Add($"Holds {held}: it takes Privileged Authentication Administrator, which you have.");
    }

    private void JudgePolicy()
    {
        if (_row.Account?.IsExternalGuest is { } isExternal)
        {
            if (isExternal) Problem(TapErrorId.ExternalGuest, "The user is an external guest, who cannot hold a pass in this tenant");
        }
        else if (_row.Account is not null)
        {
            _notChecked.Add("whether the user is an external guest (permission User.Read.All)");
        }

        if (_facts.Policy is not { } policy)
        {
            if (_facts.CloudError is null) _notChecked.Add(_facts.WhyNoPolicy!);
        }
        else
        {
            if (string.Equals(policy.State, "disabled", StringComparison.OrdinalIgnoreCase)) Problem(TapErrorId.PolicyDisabled, "The tenant's policy is off");
            JudgeScope();
            var lifetime = _row.Request.LifetimeInMinutes ?? policy.DefaultLifetimeInMinutes;
            if (lifetime < policy.MinimumLifetimeInMinutes || lifetime > policy.MaximumLifetimeInMinutes)
                Problem(TapErrorId.LifetimeOutOfRange, $"{lifetime} minutes are not between the policy's {policy.MinimumLifetimeInMinutes} and {policy.MaximumLifetimeInMinutes}");
            if (_row.Request.IsUsableOnce == false && policy.IsUsableOnce == true)
                Problem(TapErrorId.MultiUseNotAllowed, "A pass for many sign-ins was asked for, and the policy demands one-time passes");
        }

        if (_row.Request.StartDateTime is not { } start) return;
        if (start < _now - StartTolerance) Problem(TapErrorId.StartInPast, $"The start, {Time(start)}, lies in the past");
        else if (start > _now) _warnings.Add($"Will be usable only from {Time(start)} on.");
    }

    private void JudgeScope()
    {
        switch (_facts.Covers(_row.Groups, _row.Account?.Id))
        {
            case false:
                Problem(TapErrorId.NotInPolicyScope, "The policy does not cover the user");
                break;
            case null:
                _notChecked.Add("whether the policy covers the user (permission GroupMember.Read.All)");
                break;
        }
    }

    private void Problem(TapErrorId reason, string message) => _problems.Add(ErrorTable.Describe(reason, $"'{_row.User}': {message}.", _row.User, _row.Number));

    private static string Time(DateTimeOffset? time) => time?.ToString("u", CultureInfo.InvariantCulture) ?? "an unknown time";
}
