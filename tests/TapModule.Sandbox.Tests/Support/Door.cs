namespace TapModule.Sandbox.Tests.Support;

/// <summary>The way into the simulated service.</summary>
public enum Door
{
    InProcess,
    Http,
}
