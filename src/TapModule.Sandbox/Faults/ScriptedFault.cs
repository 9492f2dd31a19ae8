namespace TapModule.Sandbox.Faults;

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

/// <summary>What goes wrong in a scripted fault.</summary>
public enum SandboxFaultAction
{
    /// <summary>The answer is <see cref="ScriptedFault.StatusCode"/>; for 429 and the like before any work.</summary>
    Status,

    /// <summary>The connection is closed without an answer. For a batch item this takes the whole batch.</summary>
    Drop,

    /// <summary>The answer ends in the middle and the connection is closed. For a batch item this takes the whole batch.</summary>
    CutShort,

    /// <summary>The answer is not JSON. For a batch item this takes the whole batch.</summary>
    Garbage,

    /// <summary>The work is done and the item is missing in the batch's answer. A plain request is dropped after the work.</summary>
    Omit,

    /// <summary>The answer takes <see cref="ScriptedFault.DelayInMilliseconds"/> longer.</summary>
    Delay,

    /// <summary>401 with a challenge that asks for <see cref="ScriptedFault.Claims"/>.</summary>
    DemandClaims,

    /// <summary>401 as for a token that has expired.</summary>
    ExpireToken,
}

/// <summary>What happens to the connection under an HTTP request.</summary>
internal enum ConnectionFault
{
    None,
    DropBeforeWork,
    DropAfterWork,
    CutShort,
    Garbage,
}
