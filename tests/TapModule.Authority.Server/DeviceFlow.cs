namespace TapModule.Authority.Server;

/// <summary>One sign-in with a short code: what the person did, and how the polls are answered until then.</summary>
public sealed class DeviceFlow
{
    /// <summary>Answers to the next polls, in order: <c>authorization_pending</c>, <c>slow_down</c>; then <see cref="Ending"/> counts.</summary>
    public Queue<string> Polls { get; } = new();

    /// <summary>Null: the person signed in. Else the error: <c>authorization_declined</c>, <c>expired_token</c>.</summary>
    public string? Ending { get; set; }

    public int PollCount { get; set; }
}
