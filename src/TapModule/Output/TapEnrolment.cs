namespace TapModule;

/// <summary>Whether a user has registered what a Temporary Access Pass is for: a method to sign in with from now on.</summary>
public enum TapEnrolment
{
    /// <summary>It was not asked for.</summary>
    NotRead,

    /// <summary>The methods cannot be read: a permission or a role is missing.</summary>
    CannotBeRead,

    /// <summary>There is nothing but a password, an e-mail address or the pass itself.</summary>
    None,

    /// <summary>There is a method, and all of them are older than the pass.</summary>
    Earlier,

    /// <summary>There is a method, and the service does not tell since when.</summary>
    Undated,

    /// <summary>There is a method that was registered after the pass was issued.</summary>
    Since,
}
