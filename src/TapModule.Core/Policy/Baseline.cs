using static TapModule.Core.Policy.PolicyProperty;

namespace TapModule.Core.Policy;

/// <summary>A published opinion about the policy, as rules that can be checked.</summary>
internal sealed record Baseline(string Name, IReadOnlyList<BaselineRule> Rules)
{
    private const string Entra = "Microsoft Entra, Configure Temporary Access Pass, table of policy settings: https://learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass";
    private const string Eidsca = "Entra ID Security Config Analyzer: https://maester.dev/docs/tests/";
    private const string ZeroTrustChecks = "Microsoft Zero Trust Assessment: https://github.com/microsoft/zerotrustassessment, Test-Assessment.";

    /// <summary>The documented values of an untouched policy. State and targets are not documented, so they are not looked at.</summary>
    public static readonly Baseline MicrosoftDefaults = new("MicrosoftDefaults",
    [
        new("Default lifetime", DefaultLifetimeInMinutes, 60, Entra),
        new("Minimum lifetime", MinimumLifetimeInMinutes, 60, Entra),
        new("Maximum lifetime", MaximumLifetimeInMinutes, 480, Entra),
        new("Length", DefaultLength, 8, Entra),
        new("One-time use", IsUsableOnce, false, Entra),
    ]);

    /// <summary>The two checks of EIDSCA that have a recommendation.</summary>
    public static readonly Baseline EidscaChecks = new("EIDSCA",
    [
        new("EIDSCA.AT01", State, "enabled", Eidsca + "EIDSCA.AT01"),
        new("EIDSCA.AT02", IsUsableOnce, true, Eidsca + "EIDSCA.AT02"),
    ]);

    /// <summary>
    /// Check 21845 also demands Conditional Access policies and an authentication strength, which are no part of this policy; here it
    /// is checked as far as the policy goes.
    /// </summary>
    public static readonly Baseline ZeroTrust = new("ZeroTrust",
    [
        new("21845", State, "enabled", ZeroTrustChecks + "21845 (its Conditional Access part is not checked here)"),
        new("21845", IncludeTargets, PolicyTarget.AllUsers, ZeroTrustChecks + "21845 (its Conditional Access part is not checked here)") { IsContained = true },
        new("21846", IsUsableOnce, true, ZeroTrustChecks + "21846"),
    ]);

    public static readonly IReadOnlyList<Baseline> All = [MicrosoftDefaults, EidscaChecks, ZeroTrust];

    /// <summary>One difference for each rule that is not met.</summary>
    public IReadOnlyList<PolicyDifference> Check(PolicyDocument policy) => [.. Rules.Select(r => r.Check(policy)).OfType<PolicyDifference>()];
}
