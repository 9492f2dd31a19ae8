namespace TapModule.Sandbox;

/// <summary>What a create without <c>isUsableOnce</c> makes of it.</summary>
public enum SandboxUsableOnceDefault
{
    /// <summary>The policy's value.</summary>
    Policy,

    /// <summary>Always a pass for several sign-ins, which a one-time policy then refuses.</summary>
    MultiUse,

    /// <summary>Always a one-time pass.</summary>
    OneTime,
}
