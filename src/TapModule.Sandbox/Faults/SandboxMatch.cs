using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Faults;

/// <summary>
/// Which requests something is meant for. What is not given matches everything. A batch is looked at as a whole, as a POST to <c>$batch</c>
/// that names no user, and then item by item.
/// </summary>
public class SandboxMatch
{
    /// <summary>The HTTP method, in any case.</summary>
    public string? Method { get; set; }

    /// <summary>A part of the path and query as they were sent, compared without case.</summary>
    public string? PathContains { get; set; }

    /// <summary>The object id or UPN of the user whom the path names; <c>/me</c> names the caller.</summary>
    public string? User { get; set; }

    internal bool Covers(GraphCall call, SandboxTenant tenant) =>
        (Method is null || string.Equals(Method, call.Method, StringComparison.OrdinalIgnoreCase))
        && (PathContains is null || call.Path.Target.Contains(PathContains, StringComparison.OrdinalIgnoreCase))
        && (User is null || IsUser(User, call.UserKey, tenant));

    private static bool IsUser(string wanted, string? named, SandboxTenant tenant) =>
        named is not null
        && (string.Equals(wanted, named, StringComparison.OrdinalIgnoreCase)
            || (tenant.FindUser(named) is { } user && tenant.FindUser(wanted)?.Id == user.Id));
}
