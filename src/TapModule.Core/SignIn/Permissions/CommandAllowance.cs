namespace TapModule.Core.SignIn.Permissions;

/// <summary>Whether a token allows a command.</summary>
/// <param name="Command">The command, with the parameter that makes a difference.</param>
/// <param name="IsAllowed">Null where the token does not tell.</param>
/// <param name="MissingPermission">The smallest permission that it lacks; null where it lacks none, or none could help.</param>
/// <param name="Role">The role that a signed-in person needs as well; null for none, and for applications.</param>
public sealed record CommandAllowance(string Command, bool? IsAllowed, string? MissingPermission, string? Role);
