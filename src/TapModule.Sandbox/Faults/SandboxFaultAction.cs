namespace TapModule.Sandbox;

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
