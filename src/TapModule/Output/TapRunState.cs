namespace TapModule;

/// <summary>How a recorded run ended.</summary>
public enum TapRunState
{
    /// <summary>In order: every row has its outcome.</summary>
    Ended,

    /// <summary>Before its end: stopped, killed, or out of reach of its journal.</summary>
    Interrupted,

    /// <summary>Not yet: it is still writing.</summary>
    Running,
}
