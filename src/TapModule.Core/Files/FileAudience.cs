namespace TapModule.Core.Files;

/// <summary>Who may read a file that is to be its owner's alone.</summary>
internal enum FileAudience
{
    /// <summary>Its owner alone, from its first moment or before we came.</summary>
    Owner,

    /// <summary>Its owner alone now; others could read it before, and whoever had it open then still can.</summary>
    Tightened,

    /// <summary>Others too: it belongs to another user, or lies on a file system that keeps no permissions.</summary>
    Others,
}
