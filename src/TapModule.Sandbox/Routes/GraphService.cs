using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Routes;

/// <summary>What a route works with.</summary>
internal sealed record GraphService(SandboxTenant Tenant, SandboxBehavior Behavior)
{
    public DateTimeOffset Now => Tenant.Clock.GetUtcNow();

    /// <summary>The user in the path, for the directory's endpoints.</summary>
    public SandboxUser UserOf(GraphCall call)
    {
        if (call.IsMe)
        {
            return call.Caller.User
                ?? throw GraphErrorException.BadRequest("/me request is only valid with delegated authentication flow.");
        }

        var key = call.RouteValues["user"];
        return Tenant.FindUser(key) ?? throw GraphErrorException.MissingResource(key);
    }
}
