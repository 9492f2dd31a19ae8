using TapModule.Core.Errors;
using TapModule.Core.Policy;

namespace TapModule.Core.Tests.Policy;

public class PolicyRulesTests
{
    private static readonly PolicyDocument Usual = new()
    {
        State = "enabled",
        DefaultLifetimeInMinutes = 60,
        MinimumLifetimeInMinutes = 60,
        MaximumLifetimeInMinutes = 480,
        DefaultLength = 8,
        IsUsableOnce = false,
        IncludeTargets = [new PolicyTarget { Id = PolicyTarget.AllUsers }],
        ExcludeTargets = [],
    };

    public static TheoryData<PolicyChange, string> OutOfRange() => new()
    {
        { new PolicyChange { DefaultLifetimeInMinutes = 9 }, "DefaultLifetimeInMinutes 9 is out of range. It goes from 10 to 43200." },
        { new PolicyChange { DefaultLifetimeInMinutes = 43201 }, "DefaultLifetimeInMinutes 43201 is out of range. It goes from 10 to 43200." },
        { new PolicyChange { MinimumLifetimeInMinutes = 9 }, "MinimumLifetimeInMinutes 9 is out of range. It goes from 10 to 43200." },
        { new PolicyChange { MinimumLifetimeInMinutes = 43201 }, "MinimumLifetimeInMinutes 43201 is out of range. It goes from 10 to 43200." },
        { new PolicyChange { MaximumLifetimeInMinutes = 9 }, "MaximumLifetimeInMinutes 9 is out of range. It goes from 10 to 43200." },
        { new PolicyChange { MaximumLifetimeInMinutes = 43201 }, "MaximumLifetimeInMinutes 43201 is out of range. It goes from 10 to 43200." },
        { new PolicyChange { DefaultLength = 7 }, "DefaultLength 7 is out of range. It goes from 8 to 48." },
        { new PolicyChange { DefaultLength = 49 }, "DefaultLength 49 is out of range. It goes from 8 to 48." },
        { new PolicyChange { State = "on" }, "State 'on' is not known. It is enabled or disabled." },
        { new PolicyChange { ExcludeTargets = new TargetChange { Add = [new("all_users")] } }, "all_users cannot be excluded." },
        { new PolicyChange { IncludeTargets = new TargetChange { Add = [new("A")], Replace = [] } }, "IncludeTargets cannot be replaced and added to or taken from at the same time." },
        { new PolicyChange { IncludeTargets = new TargetChange { Add = [new("A")], Remove = [new("a")] } }, "'A' is to be added to IncludeTargets and removed from it." },
    };

    public static TheoryData<PolicyChange, string, string> AcrossProperties() => new()
    {
        {
            new PolicyChange { MinimumLifetimeInMinutes = 600 },
            "MinimumLifetimeInMinutes 600 would be above MaximumLifetimeInMinutes 480 (the policy's present value).",
            "Give a -MinimumLifetimeInMinutes of at most 480, or a -MaximumLifetimeInMinutes of at least 600."
        },
        {
            new PolicyChange { MaximumLifetimeInMinutes = 30 },
            "MinimumLifetimeInMinutes 60 (the policy's present value) would be above MaximumLifetimeInMinutes 30.",
            "Give a -MinimumLifetimeInMinutes of at most 30, or a -MaximumLifetimeInMinutes of at least 60."
        },
        {
            new PolicyChange { MinimumLifetimeInMinutes = 500, MaximumLifetimeInMinutes = 499 },
            "MinimumLifetimeInMinutes 500 would be above MaximumLifetimeInMinutes 499.",
            "Give a -MinimumLifetimeInMinutes of at most 499, or a -MaximumLifetimeInMinutes of at least 500."
        },
        {
            new PolicyChange { MinimumLifetimeInMinutes = 120 },
            "DefaultLifetimeInMinutes 60 (the policy's present value) would be below MinimumLifetimeInMinutes 120.",
            "Give a -DefaultLifetimeInMinutes from 120 to 480, or other bounds."
        },
        {
            new PolicyChange { DefaultLifetimeInMinutes = 481 },
            "DefaultLifetimeInMinutes 481 would be above MaximumLifetimeInMinutes 480 (the policy's present value).",
            "Give a -DefaultLifetimeInMinutes from 60 to 480, or other bounds."
        },
        {
            new PolicyChange { DefaultLifetimeInMinutes = 59 },
            "DefaultLifetimeInMinutes 59 would be below MinimumLifetimeInMinutes 60 (the policy's present value).",
            "Give a -DefaultLifetimeInMinutes from 60 to 480, or other bounds."
        },
    };

    [Theory]
    [MemberData(nameof(OutOfRange), DisableDiscoveryEnumeration = true)]
    public void A_wish_that_can_never_be_is_refused(PolicyChange change, string message)
    {
        var error = Assert.Throws<TapServiceException>(() => PolicyRules.Check(change)).Error;
        Assert.Equal((TapErrorId.InvalidPolicy, message), (error.Reason, error.Message));
    }

    [Theory]
    [MemberData(nameof(AcrossProperties), DisableDiscoveryEnumeration = true)]
    public void Bounds_that_contradict_each_other_are_refused_with_the_value_to_change(PolicyChange change, string message, string advice)
    {
        PolicyRules.Check(change);
        var error = Assert.Throws<TapServiceException>(() => PolicyRules.Check(Usual, change.ApplyTo(Usual))).Error;
        Assert.Equal((TapErrorId.InvalidPolicy, message, advice), (error.Reason, error.Message, error.Advice));
    }

    [Fact]
    public void The_ends_of_every_range_are_fine()
    {
        var least = new PolicyChange { DefaultLifetimeInMinutes = 10, MinimumLifetimeInMinutes = 10, MaximumLifetimeInMinutes = 10, DefaultLength = 8 };
        var most = new PolicyChange { DefaultLifetimeInMinutes = 43200, MinimumLifetimeInMinutes = 43200, MaximumLifetimeInMinutes = 43200, DefaultLength = 48 };
        foreach (var change in new[] { least, most })
        {
            PolicyRules.Check(change);
            PolicyRules.Check(Usual, change.ApplyTo(Usual));
        }
    }

    [Fact]
    public void What_is_wrong_already_and_not_touched_is_left_to_the_service()
    {
        var odd = Usual with { DefaultLifetimeInMinutes = 5 };
        PolicyRules.Check(odd, new PolicyChange { IsUsableOnce = true }.ApplyTo(odd));
    }

    public static TheoryData<PolicyChange, string?> Hurting() => new()
    {
        { new PolicyChange { IsUsableOnce = true }, "issued for multiple use" },
        { new PolicyChange { State = "disabled" }, "issued already cannot be used" },
        { new PolicyChange { IncludeTargets = new TargetChange { Replace = [new(Guid.Empty.ToString())] } }, "With all_users removed" },
        { new PolicyChange { IncludeTargets = new TargetChange { Remove = [new("all_users")] } }, "covers nobody" },
        { new PolicyChange { IncludeTargets = new TargetChange { Add = [new(Guid.Empty.ToString())] } }, "makes no difference" },
        { new PolicyChange { IncludeTargets = new TargetChange { Replace = [new(Guid.Empty.ToString()), new("all_users")] } }, "makes no difference" },
        { new PolicyChange { State = "enabled", IsUsableOnce = false, DefaultLength = 20 }, null },
        { new PolicyChange { ExcludeTargets = new TargetChange { Add = [new(Guid.Empty.ToString())] } }, null },
    };

    [Theory]
    [MemberData(nameof(Hurting), DisableDiscoveryEnumeration = true)]
    public void What_hurts_is_said(PolicyChange change, string? words)
    {
        var warnings = PolicyWarnings.For(Usual, change.ApplyTo(Usual));
        if (words is null) Assert.Empty(warnings);
        else Assert.Contains(words, Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_on_both_sides_is_said()
    {
        var group = new WantedTarget(Guid.Empty.ToString());
        var change = new PolicyChange { IncludeTargets = new TargetChange { Replace = [group] }, ExcludeTargets = new TargetChange { Add = [group] } };
        Assert.Contains(PolicyWarnings.For(Usual, change.ApplyTo(Usual)), w => w.Contains("Exclusion wins", StringComparison.Ordinal));
    }
}
