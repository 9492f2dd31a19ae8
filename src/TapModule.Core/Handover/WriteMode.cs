namespace TapModule.Core.Handover;

/// <summary>What to do about a file that is there.</summary>
internal enum WriteMode
{
    /// <summary>Refuse.</summary>
    New,

    /// <summary>Go on behind its last whole record.</summary>
    Append,

    /// <summary>Put the new file in its place when that is complete.</summary>
    Replace,
}
