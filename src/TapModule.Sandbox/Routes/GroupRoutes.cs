using TapModule.Sandbox.OData;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Tokens;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Routes;

/// <summary>Groups and their members.</summary>
internal sealed class GroupRoutes(GraphService service)
{
    public IEnumerable<Route> All =>
    [
        new("GET", "groups", Need.ReadGroups, List),
        new("GET", "groups/{group}", Need.ReadGroups, Get),
        new("GET", "groups/{group}/members", Need.ReadGroups, call => ListMembers(call, transitive: false)),
        new("GET", "groups/{group}/transitiveMembers", Need.ReadGroups, call => ListMembers(call, transitive: true)),
        new("GET", "groups/{group}/members/microsoft.graph.user", Need.ReadGroups, call => ListUsers(call, transitive: false)),
        new("GET", "groups/{group}/transitiveMembers/microsoft.graph.user", Need.ReadGroups, call => ListUsers(call, transitive: true)),
        new("POST", "directoryObjects/getByIds", Need.ReadGroups, GetByIds),
    ];

    private SandboxResponse List(GraphCall call)
    {
        var selection = EntityTypes.Group.Selection(call);
        SandboxGroup[] matching =
            [.. service.Tenant.Groups.Where(ODataFilter.Of(call, EntityTypes.Group)).Where(ODataSearch.Of(call, EntityTypes.Group))];
        var (page, next) = Paging.Cut(matching, Paging.StartOf(call), Paging.SizeOf(call, service.Behavior));
        return DirectoryObjects.List(call, "groups", page, next, Paging.IsCounted(call) ? matching.Length : null, (body, group) =>
        {
            body.WriteStartObject();
            EntityTypes.Group.WriteProperties(body, group, selection);
            body.WriteEndObject();
        });
    }

    private SandboxResponse Get(GraphCall call)
    {
        var group = GroupOf(call);
        var selection = EntityTypes.Group.Selection(call);
        return new(200, Json.WriteObject(body =>
        {
            body.WriteString("@odata.context", call.Context("groups/$entity"));
            EntityTypes.Group.WriteProperties(body, group, selection);
        }));
    }

    private SandboxResponse ListMembers(GraphCall call, bool transitive)
    {
        var members = service.Tenant.MembersOf(GroupOf(call).Id, transitive);
        return DirectoryObjects.MixedList(call, [.. members.Select(Find).OfType<object>()], Paging.SizeOf(call, service.Behavior));
    }

    private SandboxResponse ListUsers(GraphCall call, bool transitive)
    {
        if (!call.HasEventualConsistency || !Paging.IsCounted(call) && Paging.StartOf(call) == 0)
        {
            throw GraphErrorException.UnsupportedQuery("The specified cast needs the header ConsistencyLevel: eventual and $count=true.");
        }

        var selection = EntityTypes.User.Selection(call);
        var members = service.Tenant.MembersOf(GroupOf(call).Id, transitive);
        SandboxUser[] users = [.. members.Select(Find).OfType<SandboxUser>().Where(ODataFilter.Of(call, EntityTypes.User))];
        var (page, next) = Paging.Cut(users, Paging.StartOf(call), Paging.SizeOf(call, service.Behavior));
        return DirectoryObjects.List(call, "users", page, next, Paging.IsCounted(call) ? users.Length : null, (body, user) =>
        {
            body.WriteStartObject();
            DirectoryObjects.WriteUser(body, call, user, selection);
            body.WriteEndObject();
        });
    }

    private SandboxResponse GetByIds(GraphCall call)
    {
        var ids = call.BodyObject.ReadIds("ids", 1000);
        object[] found = [.. ids.Select(Find).OfType<object>()];
        return DirectoryObjects.MixedList(call, found, Math.Max(1, found.Length));
    }

    private SandboxGroup GroupOf(GraphCall call)
    {
        var id = call.RouteValues["group"];
        return Guid.TryParse(id, out var guid) && service.Tenant.FindGroup(guid) is { } group
            ? group
            : throw GraphErrorException.MissingResource(id);
    }

    private object? Find(Guid id) => (object?)service.Tenant.FindUser(id.ToString()) ?? service.Tenant.FindGroup(id);
}
