namespace TapModule.Sandbox;

/// <summary>What the sandbox remembers of a token that it issued.</summary>
internal sealed record IssuedToken(SandboxCaller Caller, DateTimeOffset ExpiresOn, string? Claims)
{
    public bool IsRevoked { get; set; }
}
