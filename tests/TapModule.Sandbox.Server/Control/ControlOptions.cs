namespace TapModule.Sandbox.Server.Control;

/// <summary>How far the clock is moved.</summary>
internal sealed class ClockOption
{
    public double AdvanceSeconds { get; set; }
}

/// <summary>Names a user.</summary>
internal sealed class UserOption
{
    public string User { get; set; } = "";
}

/// <summary>How many.</summary>
internal sealed class CountOption
{
    public int Count { get; set; }
}

/// <summary>What a gate holds, and when.</summary>
internal sealed class GateOptions : SandboxMatch
{
    public bool AfterWork { get; set; }
}

/// <summary>Who uses a pass, in the course of what time, and what they register.</summary>
internal sealed class UsePassesOptions
{
    public double Share { get; set; } = 1;

    public double AdvanceSeconds { get; set; }

    public string? Method { get; set; } = "fido2";
}
