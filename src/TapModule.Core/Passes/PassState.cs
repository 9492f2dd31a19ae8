namespace TapModule.Core.Passes;

/// <summary>What can be said of a pass.</summary>
public enum PassState
{
    /// <summary>The service gave a reason that is not known, or too little to tell.</summary>
    Unknown,

    /// <summary>Its start lies ahead.</summary>
    NotYetValid,

    /// <summary>It can be used now.</summary>
    Usable,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>A one-time pass that was used.</summary>
    Used,

    /// <summary>The policy does not let this user use it.</summary>
    DisabledByPolicy,
}

/// <summary>
/// Computes the state. The service's reason counts first (compared without case: documents of v1.0 and beta differ in it);
/// where it does not tell, as on beta, the times do.
/// </summary>
internal static class PassStates
{
    public static PassState Of(PassRecord pass, DateTimeOffset now) => pass.MethodUsabilityReason?.ToUpperInvariant() switch
    {
        "NOTYETVALID" => PassState.NotYetValid,
        "EXPIRED" => PassState.Expired,
        "ONETIMEUSED" => PassState.Used,
        "DISABLEDBYPOLICY" => PassState.DisabledByPolicy,
        // A reading that is older than the pass's end says nothing about now.
        "ENABLEDBYPOLICY" => pass.ExpirationDateTime <= now ? PassState.Expired : PassState.Usable,
        null or "" => ByTime(pass, now),
        _ => PassState.Unknown,
    };

    /// <summary>Whether a new pass would take the place of one that somebody may still be using.</summary>
    public static bool IsLive(PassRecord pass, DateTimeOffset now) => Of(pass, now) is PassState.Usable or PassState.NotYetValid or PassState.Unknown or PassState.DisabledByPolicy;

    private static PassState ByTime(PassRecord pass, DateTimeOffset now)
    {
        if (pass.ExpirationDateTime is not { } end) return PassState.Unknown;
        if (end <= now) return PassState.Expired;
        return pass.StartDateTime > now ? PassState.NotYetValid : PassState.Usable;
    }
}
