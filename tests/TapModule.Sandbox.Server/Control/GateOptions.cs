namespace TapModule.Sandbox.Server.Control;

/// <summary>What a gate holds, and when.</summary>
internal sealed class GateOptions : SandboxMatch
{
    public bool AfterWork { get; set; }
}
