using TapModule.Sandbox.OData;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Tokens;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Routes;

/// <summary>What a user belongs to: groups, nested ones too, administrative units, and directory roles.</summary>
internal sealed class MembershipRoutes(GraphService service)
{
    public IEnumerable<Route> All =>
    [
        .. For("users/{user}"),
        .. For("me"),
        new("GET", "roleManagement/directory/roleAssignments", Need.ReadRoles, ListRoleAssignments),
        new("GET", "directory/administrativeUnits", Need.ReadUnits, ListUnits),
        new("GET", "directory/administrativeUnits/{unit}", Need.ReadUnits, GetUnit),
        new("GET", "directory/administrativeUnits/{unit}/members", Need.ReadUnits, ListUnitMembers),
    ];

    private IEnumerable<Route> For(string user) =>
    [
        .. Lists($"{user}/memberOf", transitive: false),
        .. Lists($"{user}/transitiveMemberOf", transitive: true),
        new("POST", $"{user}/checkMemberGroups", Need.ReadGroups, CheckMemberGroups),
        new("POST", $"{user}/getMemberGroups", Need.ReadGroups, GetMemberGroups),
    ];

    private IEnumerable<Route> Lists(string path, bool transitive) =>
    [
        new("GET", path, Need.ReadGroups, call => List<object>(call, transitive)),
        new("GET", $"{path}/microsoft.graph.group", Need.ReadGroups, call => List<SandboxGroup>(call, transitive)),
        new("GET", $"{path}/microsoft.graph.directoryRole", Need.ReadRoles, call => List<DirectoryRole>(call, transitive)),
        new("GET", $"{path}/microsoft.graph.administrativeUnit", Need.ReadUnits, call => List<SandboxAdministrativeUnit>(call, transitive)),
    ];

    private SandboxResponse List<T>(GraphCall call, bool transitive)
        where T : class
    {
        var user = service.UserOf(call);
        var groups = service.Tenant.GroupsOf(user.Id).Select(service.Tenant.FindGroup).OfType<SandboxGroup>()
            .Where(group => transitive || group.Members.Contains(user.Id));
        object[] all = [.. groups, .. service.Tenant.UnitsOf(user.Id), .. user.DirectoryRoles.Select(name => new DirectoryRole(name))];
        return DirectoryObjects.MixedList(call, [.. all.OfType<T>()], Paging.SizeOf(call, service.Behavior));
    }

    private SandboxResponse ListUnits(GraphCall call)
    {
        var selection = EntityTypes.AdministrativeUnit.Selection(call);
        SandboxAdministrativeUnit[] units = [.. service.Tenant.AdministrativeUnits.Where(ODataFilter.Of(call, EntityTypes.AdministrativeUnit))];
        return DirectoryObjects.List(call, "directory/administrativeUnits", units, null, null, (body, unit) =>
        {
            body.WriteStartObject();
            EntityTypes.AdministrativeUnit.WriteProperties(body, unit, selection);
            body.WriteEndObject();
        });
    }

    private SandboxResponse GetUnit(GraphCall call)
    {
        var (unit, selection) = (UnitOf(call), EntityTypes.AdministrativeUnit.Selection(call));
        return new(200, Json.WriteObject(body =>
        {
            body.WriteString("@odata.context", call.Context("directory/administrativeUnits/$entity"));
            EntityTypes.AdministrativeUnit.WriteProperties(body, unit, selection);
        }));
    }

    private SandboxResponse ListUnitMembers(GraphCall call)
    {
        object[] members = [.. UnitOf(call).Members.Select(id => service.Tenant.FindUser(id.ToString())).OfType<object>()];
        return DirectoryObjects.MixedList(call, members, Paging.SizeOf(call, service.Behavior));
    }

    private SandboxAdministrativeUnit UnitOf(GraphCall call)
    {
        var id = call.RouteValues["unit"];
        return service.Tenant.AdministrativeUnits.FirstOrDefault(unit => string.Equals(unit.Id.ToString(), id, StringComparison.OrdinalIgnoreCase))
            ?? throw GraphErrorException.MissingResource(id);
    }

    private SandboxResponse CheckMemberGroups(GraphCall call)
    {
        var wanted = call.BodyObject.ReadIds("groupIds", 20);
        var held = service.Tenant.GroupsOf(service.UserOf(call).Id);
        return Ids(call, wanted.Where(held.Contains));
    }

    private SandboxResponse GetMemberGroups(GraphCall call)
    {
        if (!call.BodyObject.TryGetProperty("securityEnabledOnly", out _))
        {
            throw GraphErrorException.BadRequest("securityEnabledOnly is required.");
        }

        return Ids(call, service.Tenant.GroupsOf(service.UserOf(call).Id));
    }

    private SandboxResponse ListRoleAssignments(GraphCall call)
    {
        var isExpanded = call.Expands("roleDefinition");
        var assignments =
            from user in service.Tenant.Users
            from role in user.DirectoryRoles
            select new RoleAssignment(user.Id, new(role), ScopeOf(user));
        RoleAssignment[] matching = [.. assignments.Where(ODataFilter.Of(call, EntityTypes.RoleAssignment))];
        var selection = EntityTypes.RoleAssignment.Selection(call);
        return DirectoryObjects.List(call, "roleManagement/directory/roleAssignments", matching, null, null, (body, assignment) =>
        {
            body.WriteStartObject();
            EntityTypes.RoleAssignment.WriteProperties(body, assignment, selection);
            if (isExpanded)
            {
                body.WriteStartObject("roleDefinition");
                body.WriteString("id", assignment.Role.TemplateId);
                body.WriteString("displayName", assignment.Role.DisplayName);
                body.WriteString("templateId", assignment.Role.TemplateId);
                body.WriteBoolean("isBuiltIn", true);
                body.WriteEndObject();
            }

            body.WriteEndObject();
        });
    }

    /// <summary>The signed-in person's roles may be limited to an administrative unit.</summary>
    private string ScopeOf(SandboxUser user) =>
        user.Id == service.Tenant.SignedInUserId && service.Behavior.CallerAdministrativeUnit is { } unit ? $"/administrativeUnits/{unit}" : "/";

    private static SandboxResponse Ids(GraphCall call, IEnumerable<Guid> ids) =>
        DirectoryObjects.List(call, "Collection(Edm.String)", ids.ToArray(), null, null, (body, id) => body.WriteStringValue(id));
}
