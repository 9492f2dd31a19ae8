using TapModule.Sandbox.OData;
using TapModule.Sandbox.Tokens;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Routes;

/// <summary>The tenant itself.</summary>
internal sealed class OrganizationRoutes(GraphService service)
{
    public IEnumerable<Route> All => [new("GET", "organization", Need.ReadOrganization, List)];

    private SandboxResponse List(GraphCall call) =>
        DirectoryObjects.List(call, "organization", [service.Tenant], null, null, (body, tenant) =>
        {
            body.WriteStartObject();
            body.WriteString("id", tenant.Id);
            body.WriteString("displayName", tenant.DisplayName);
            body.WriteEndObject();
        });
}
