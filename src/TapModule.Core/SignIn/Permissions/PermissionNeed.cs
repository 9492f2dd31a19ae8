namespace TapModule.Core.SignIn.Permissions;

/// <summary>One thing that a command does in Graph. Any one of the permissions will do; the first is the smallest.</summary>
/// <param name="Delegated">For a signed-in person.</param>
/// <param name="Application">For an application by itself; empty where that is impossible.</param>
/// <param name="Role">The directory role that a signed-in person needs as well; the least first. Null for none.</param>
public sealed record PermissionNeed(IReadOnlyList<string> Delegated, IReadOnlyList<string> Application, string? Role);
