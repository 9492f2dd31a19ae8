namespace TapModule.Sandbox;

/// <summary>Whether an authentication method may be used, in Graph's words.</summary>
public enum SandboxPolicyState
{
    /// <summary>The method is on for the policy's targets.</summary>
    Enabled,

    /// <summary>The method is off for everybody.</summary>
    Disabled,
}
