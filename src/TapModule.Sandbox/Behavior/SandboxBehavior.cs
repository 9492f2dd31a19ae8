namespace TapModule.Sandbox;

/// <summary>
/// How the simulated service acts where reports about the real one disagree or where tenants differ.
/// May be changed at any moment; the next request sees it.
/// </summary>
public sealed class SandboxBehavior
{
    /// <summary>What a create does when the user already has a pass.</summary>
    public SandboxExistingPass ExistingPass { get; set; }

    /// <summary>What a create does for a user whom the policy does not cover.</summary>
    public SandboxOutOfScope OutOfScope { get; set; }

    /// <summary>What a create does with a start in the past.</summary>
    public SandboxStartInPast StartInPast { get; set; }

    /// <summary>The error code of a 404 from the authentication endpoints.</summary>
    public SandboxNotFoundCode NotFoundCode { get; set; }

    /// <summary>What a create without <c>isUsableOnce</c> makes of it.</summary>
    public SandboxUsableOnceDefault UsableOnceDefault { get; set; }

    /// <summary>Whether beta still sends <c>isUsable</c> and <c>methodUsabilityReason</c>, which its schema has lost.</summary>
    public bool BetaReturnsUsability { get; set; }

    /// <summary>Whether this cloud has Temporary Access Passes at all; without them their paths answer 400.</summary>
    public bool HasTemporaryAccessPass { get; set; } = true;

    /// <summary>
    /// Whether a policy change that leaves the default lifetime outside of the new bounds moves it inside; otherwise such a change is
    /// refused with 400.
    /// </summary>
    public bool RecalculatesDefaultLifetime { get; set; }

    /// <summary>The directory roles of callers who are users.</summary>
    public SandboxCallerRoles CallerRoles { get; set; }

    /// <summary>The number of users or members on a page whose request does not say, 1 to 999.</summary>
    public int PageSize { get; set; } = 100;
}
