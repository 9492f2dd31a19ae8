namespace TapModule.Sandbox;

/// <summary>A group that the policy includes or excludes.</summary>
/// <param name="Id">The group's object id, or <see cref="AllUsers"/> in the included ones.</param>
/// <param name="IsRegistrationRequired">Kept and given back as it was written; only included targets have it on the wire.</param>
public sealed record SandboxTarget(string Id, bool IsRegistrationRequired)
{
    /// <summary>The reserved id that stands for everybody.</summary>
    public const string AllUsers = "all_users";
}
