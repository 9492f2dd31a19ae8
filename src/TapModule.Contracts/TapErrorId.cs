namespace TapModule;

/// <summary>
/// The ids of the module's errors, for completion and comparison: <c>Where-Object { $_.Problems.Reason -contains 'UserNotFound' }</c>.
/// What each means and what to do: about_TapModule_Errors.
/// </summary>
public enum TapErrorId
{
    /// <summary>A failure that no other reason describes; the service's own words are kept.</summary>
    GraphError,

    /// <summary>No connection was made, or it was closed.</summary>
    NotConnected,

    /// <summary>The token lacks the Graph permission that the request needs.</summary>
    MissingPermission,

    /// <summary>The permission is there, but the signed-in person's role does not reach this user.</summary>
    RoleTooLow,

    /// <summary>The directory has no such user.</summary>
    UserNotFound,

    /// <summary>The user is an external guest, who can hold no pass in this tenant.</summary>
    ExternalGuest,

    /// <summary>The policy is on, but not for this user.</summary>
    NotInPolicyScope,

    /// <summary>The tenant's Temporary Access Pass policy is off.</summary>
    PolicyDisabled,

    /// <summary>The lifetime lies outside the policy's bounds.</summary>
    LifetimeOutOfRange,

    /// <summary>The policy demands one-time passes.</summary>
    MultiUseNotAllowed,

    /// <summary>The start time lies in the past.</summary>
    StartInPast,

    /// <summary>The user has a pass already, and it was not to be replaced.</summary>
    PassExists,

    /// <summary>The service kept refusing because of its limits.</summary>
    Throttled,

    /// <summary>The service was unavailable; nothing was changed.</summary>
    ServiceUnavailable,

    /// <summary>It could not be found out whether the service carried the request out.</summary>
    OutcomeUnknown,

    /// <summary>Signing in failed, or the token was refused.</summary>
    AuthenticationFailed,

    /// <summary>The service asked for more proof of identity and did not accept what it got.</summary>
    ClaimsChallenge,

    /// <summary>This cloud does not offer Temporary Access Passes.</summary>
    CloudNotSupported,

    /// <summary>The row's own values are wrong; nothing was sent for it.</summary>
    InvalidRow,

    /// <summary>A parameter of the command cannot be used, or not together with the others; nothing was sent.</summary>
    InvalidArgument,

    /// <summary>A token would go to an address where it is not safe; nothing was sent.</summary>
    UnsafeEndpoint,

    /// <summary>An earlier row of the same run names the same user.</summary>
    DuplicateUser,

    /// <summary>The journal shows that the row was delivered earlier with other values.</summary>
    JournalConflict,

    /// <summary>The journal cannot be used: locked, unwritable, unreadable, or of another tenant.</summary>
    JournalUnusable,

    /// <summary>A file is there already, and was not to be replaced.</summary>
    FileExists,

    /// <summary>A file cannot be written or read.</summary>
    FileUnusable,

    /// <summary>A certificate is missing, or nothing can be encrypted for it.</summary>
    RecipientUnusable,

    /// <summary>What was encrypted cannot be decrypted: no key fits, or it is damaged.</summary>
    DecryptionFailed,

    /// <summary>A template or language file has a mistake.</summary>
    TemplateUnusable,

    /// <summary>The values do not make a valid policy, or a desired state cannot be read; nothing was sent.</summary>
    InvalidPolicy,

    /// <summary>Somebody else changed the policy between reading and writing; nothing was sent.</summary>
    PolicyConflict,

    /// <summary>The directory has no such group.</summary>
    GroupNotFound,

    /// <summary>Several groups have this name.</summary>
    GroupAmbiguous,
}
