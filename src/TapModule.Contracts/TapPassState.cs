namespace TapModule;

/// <summary>What can be said of a pass.</summary>
public enum TapPassState
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

    /// <summary>The user has no pass: no pass's own state, but that of a row which says so (<c>Get-TapPass -IncludeMissing</c>).</summary>
    None,
}
