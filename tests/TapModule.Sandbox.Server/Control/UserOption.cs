namespace TapModule.Sandbox.Server.Control;

/// <summary>Names a user.</summary>
internal sealed class UserOption
{
    public string User { get; set; } = "";
}
