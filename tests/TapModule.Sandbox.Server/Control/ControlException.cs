namespace TapModule.Sandbox.Server.Control;

/// <summary>A request to the control interface that makes no sense; its message is the answer.</summary>
internal sealed class ControlException(string message) : Exception(message);
