namespace TapModule.Sandbox;

/// <summary>A fault that strikes the next matching requests, and then no more.</summary>
public sealed class ScriptedFault : SandboxMatch
{
    /// <summary>What goes wrong.</summary>
    public SandboxFaultAction Action { get; set; }

    /// <summary>Whether the work is done before it goes wrong.</summary>
    public bool AfterWork { get; set; }

    /// <summary>How many matching requests are left alone first.</summary>
    public int Skip { get; set; }

    /// <summary>How many matching requests it strikes.</summary>
    public int Times { get; set; } = 1;

    /// <summary>The status for <see cref="SandboxFaultAction.Status"/>.</summary>
    public int StatusCode { get; set; } = 503;

    /// <summary>The Retry-After header for <see cref="SandboxFaultAction.Status"/>; null for none.</summary>
    public string? RetryAfter { get; set; }

    /// <summary>The delay for <see cref="SandboxFaultAction.Delay"/>, in milliseconds.</summary>
    public int DelayInMilliseconds { get; set; }

    /// <summary>The claims for <see cref="SandboxFaultAction.DemandClaims"/>, as JSON.</summary>
    public string Claims { get; set; } = """{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}""";

    internal bool IsAnswer => Action is SandboxFaultAction.Status or SandboxFaultAction.DemandClaims or SandboxFaultAction.ExpireToken;

    internal ConnectionFault Connection => Action switch
    {
        SandboxFaultAction.Drop => AfterWork ? ConnectionFault.DropAfterWork : ConnectionFault.DropBeforeWork,
        SandboxFaultAction.CutShort => ConnectionFault.CutShort,
        SandboxFaultAction.Garbage => ConnectionFault.Garbage,
        _ => ConnectionFault.None,
    };
}
