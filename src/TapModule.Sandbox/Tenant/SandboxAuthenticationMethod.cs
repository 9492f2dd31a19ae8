namespace TapModule.Sandbox;

/// <summary>A sign-in method that a user has registered, other than a Temporary Access Pass.</summary>
/// <param name="Kind">Graph's type without its ending, such as <c>password</c>, <c>phone</c> or <c>fido2</c>.</param>
/// <param name="Id">The method's id.</param>
/// <param name="CreatedDateTime">When it was registered; null for a service that does not tell.</param>
public sealed record SandboxAuthenticationMethod(string Kind, string Id, DateTimeOffset? CreatedDateTime = null)
{
    /// <summary>The password that nearly every account has. Its id is the same for all users of all tenants.</summary>
    public static SandboxAuthenticationMethod Password { get; } = new("password", "28c10230-6103-485e-b985-444c60001490");
}
