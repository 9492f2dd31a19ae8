namespace TapModule.Sandbox;

/// <summary>What a create does with a start that lies more than a minute back.</summary>
public enum SandboxStartInPast
{
    /// <summary>400.</summary>
    Refuse,

    /// <summary>201; the lifetime counts from that start.</summary>
    Accept,
}
