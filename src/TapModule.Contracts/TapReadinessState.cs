namespace TapModule;

/// <summary>Whether a row would get its pass.</summary>
public enum TapReadinessState
{
    /// <summary>It would.</summary>
    Ready,

    /// <summary>It would not: see the problems.</summary>
    NotReady,

    /// <summary>Nothing was found that is in the way, but something that decides could not be looked at, mostly for want of a right.</summary>
    CannotBeChecked,
}
