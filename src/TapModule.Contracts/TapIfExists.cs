namespace TapModule;

/// <summary>What to do for a user who has a live pass already.</summary>
public enum TapIfExists
{
    /// <summary>The new pass takes the old one's place, as the service does by itself.</summary>
    Replace,

    /// <summary>Leave the old pass, issue none.</summary>
    Skip,

    /// <summary>Leave the old pass; the row fails with PassExists.</summary>
    Fail,
}
