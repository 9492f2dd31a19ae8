namespace TapModule.Sandbox;

/// <summary>How a throttled answer says when to come back.</summary>
public enum SandboxRetryAfter
{
    /// <summary>Whole seconds, rounded up, at least 1.</summary>
    WholeSeconds,

    /// <summary>Seconds with three decimals, as batch items have been seen to carry.</summary>
    DecimalSeconds,

    /// <summary>A date.</summary>
    HttpDate,

    /// <summary>The text in <see cref="SandboxThrottle.FixedRetryAfter"/>, whatever the limit says.</summary>
    Fixed,

    /// <summary>Not at all.</summary>
    None,
}
