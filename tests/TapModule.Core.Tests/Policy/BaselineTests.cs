using TapModule.Core.Policy;

namespace TapModule.Core.Tests.Policy;

public class BaselineTests
{
    private static readonly PolicyDocument Untouched = new()
    {
        State = "disabled",
        DefaultLifetimeInMinutes = 60,
        MinimumLifetimeInMinutes = 60,
        MaximumLifetimeInMinutes = 480,
        DefaultLength = 8,
        IsUsableOnce = false,
        IncludeTargets = [],
        ExcludeTargets = [],
    };

    [Fact]
    public void An_untouched_policy_has_Microsofts_defaults_and_fails_the_security_checks()
    {
        Assert.Empty(Baseline.MicrosoftDefaults.Check(Untouched));
        Assert.Equal(["EIDSCA.AT01", "EIDSCA.AT02"], Baseline.EidscaChecks.Check(Untouched).Select(d => d.Rule));
        Assert.Equal(
            [("21845", "State"), ("21845", "IncludeTargets"), ("21846", "IsUsableOnce")],
            Baseline.ZeroTrust.Check(Untouched).Select(d => (d.Rule!, d.Property)));
    }

    [Fact]
    public void A_policy_that_is_on_for_all_and_one_time_passes_the_security_checks()
    {
        var good = Untouched with
        {
            State = "enabled",
            IsUsableOnce = true,
            IncludeTargets = [new PolicyTarget { Id = "all_users" }, new PolicyTarget { Id = Guid.Empty.ToString() }],
        };
        Assert.Empty(Baseline.EidscaChecks.Check(good));
        Assert.Empty(Baseline.ZeroTrust.Check(good));
        Assert.Equal("One-time use", Assert.Single(Baseline.MicrosoftDefaults.Check(good)).Rule);
    }

    [Fact]
    public void What_the_service_did_not_tell_is_not_met()
    {
        Assert.Equal(Baseline.All.Sum(b => b.Rules.Count), Baseline.All.Sum(b => b.Check(new PolicyDocument()).Count));
    }

    [Fact]
    public void Every_rule_names_its_source() =>
        Assert.All(Baseline.All.SelectMany(b => b.Check(new PolicyDocument())), d => Assert.Contains("https://", d.Source, StringComparison.Ordinal));
}
