namespace TapModule.Sandbox;

/// <summary>What the tenant keeps about one user. Guarded by the tenant's lock.</summary>
internal sealed class TenantUser(SandboxUser user)
{
    public SandboxUser User { get; set; } = user;

    public SandboxPass? Pass { get; set; }

    /// <summary>Every code ever issued, oldest first.</summary>
    public List<string>? IssuedCodes { get; set; }

    /// <summary>When an authentication endpoint was first asked for a brand-new user.</summary>
    public DateTimeOffset? FirstAsked { get; set; }
}
