namespace TapModule.Sandbox.Tenant;

/// <summary>The two answers that Graph computes each time it shows a pass.</summary>
internal readonly record struct PassUsability(bool IsUsable, string Reason)
{
    public static PassUsability Of(SandboxPass pass, SandboxPolicy policy, bool inScope, DateTimeOffset now)
    {
        if (pass.IsUsableOnce && pass.LastUsedDateTime is not null) return new(false, "OneTimeUsed");
        if (now >= pass.ExpirationDateTime) return new(false, "Expired");
        var isAllowed = policy.State == SandboxPolicyState.Enabled && inScope && (pass.IsUsableOnce || !policy.IsUsableOnce);
        if (!isAllowed) return new(false, "DisabledByPolicy");
        if (now < pass.StartDateTime) return new(false, "NotYetValid");
        return new(true, "EnabledByPolicy");
    }
}
