namespace TapModule.Sandbox.Server.Control;

/// <summary>How far the manual clock is moved.</summary>
internal sealed class ClockOption
{
    public double AdvanceSeconds { get; set; }
}
