namespace TapModule.Core.Passes;

/// <summary>
/// Computes the state. The service's reason counts first (compared without case: documents of v1.0 and beta differ in it);
/// where it does not tell, as on beta, the times do.
/// </summary>
internal static class PassStates
{
    public static TapPassState Of(PassRecord pass, DateTimeOffset now) => pass.MethodUsabilityReason?.ToUpperInvariant() switch
    {
        "NOTYETVALID" => TapPassState.NotYetValid,
        "EXPIRED" => TapPassState.Expired,
        "ONETIMEUSED" => TapPassState.Used,
        "DISABLEDBYPOLICY" => TapPassState.DisabledByPolicy,
        // A reading that is older than the pass's end says nothing about now.
        "ENABLEDBYPOLICY" => pass.ExpirationDateTime <= now ? TapPassState.Expired : TapPassState.Usable,
        null or "" => ByTime(pass, now),
        _ => TapPassState.Unknown,
    };

    /// <summary>Whether a new pass would take the place of one that somebody may still be using.</summary>
    public static bool IsLive(PassRecord pass, DateTimeOffset now) => Of(pass, now) is TapPassState.Usable or TapPassState.NotYetValid or TapPassState.Unknown or TapPassState.DisabledByPolicy;

    private static TapPassState ByTime(PassRecord pass, DateTimeOffset now)
    {
        if (pass.ExpirationDateTime is not { } end) return TapPassState.Unknown;
        if (end <= now) return TapPassState.Expired;
        return pass.StartDateTime > now ? TapPassState.NotYetValid : TapPassState.Usable;
    }
}
