using TapModule.Sandbox.OData;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Tokens;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Routes;

/// <summary>What a user belongs to: groups, nested ones too, and directory roles.</summary>
internal sealed class MembershipRoutes(GraphService service)
{
    public IEnumerable<Route> All =>
    [
        .. For("users/{user}"),
        .. For("me"),
        new("GET", "roleManagement/directory/roleAssignments", Need.ReadRoles, ListRoleAssignments),
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
    ];

    private SandboxResponse List<T>(GraphCall call, bool transitive)
        where T : class
    {
        var user = service.UserOf(call);
        var groups = service.Tenant.GroupsOf(user.Id).Select(service.Tenant.FindGroup).OfType<SandboxGroup>()
            .Where(group => transitive || group.Members.Contains(user.Id));
        object[] all = [.. groups, .. user.DirectoryRoles.Select(name => new DirectoryRole(name))];
        return DirectoryObjects.MixedList(call, [.. all.OfType<T>()], Paging.SizeOf(call, service.Behavior));
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
        var assignments = from user in service.Tenant.Users from role in user.DirectoryRoles select new RoleAssignment(user.Id, new(role));
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

    private static SandboxResponse Ids(GraphCall call, IEnumerable<Guid> ids) =>
        DirectoryObjects.List(call, "Collection(Edm.String)", ids.ToArray(), null, null, (body, id) => body.WriteStringValue(id));
}
