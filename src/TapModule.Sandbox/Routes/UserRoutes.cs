using System.Text.Json;
using TapModule.Sandbox.OData;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Tokens;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Routes;

/// <summary>Users of the directory: one, many, and the caller.</summary>
internal sealed class UserRoutes(GraphService service)
{
    public IEnumerable<Route> All =>
    [
        new("GET", "users", Need.ReadUsers, List),
        new("GET", "users/{user}", Need.ReadUsers, Get),
        new("GET", "users/{user}/manager", Need.ReadManagers, GetManager),
        new("GET", "me", Need.ReadSelf, Get),
        new("GET", "me/manager", Need.ReadManagers, GetManager),
    ];

    private SandboxResponse List(GraphCall call)
    {
        var selection = EntityTypes.User.Selection(call);
        var (passes, found) = (ODataFilter.Of(call, EntityTypes.User), ODataSearch.Of(call, EntityTypes.User));
        bool matches(SandboxUser user) => passes(user) && found(user);
        var (page, next) = service.Tenant.PageOfUsers(matches, Paging.StartOf(call), Paging.SizeOf(call, service.Behavior));
        int? count = null;
        if (Paging.IsCounted(call))
        {
            if (!call.HasEventualConsistency)
            {
                throw GraphErrorException.UnsupportedQuery("$count is not supported without the header ConsistencyLevel: eventual.");
            }

            count = service.Tenant.Users.Count(matches);
        }

        return DirectoryObjects.List(call, "users", page, next, count, (body, user) =>
        {
            body.WriteStartObject();
            Write(body, call, user, selection);
            body.WriteEndObject();
        });
    }

    private SandboxResponse Get(GraphCall call)
    {
        var user = service.UserOf(call);
        var selection = EntityTypes.User.Selection(call);
        return new(200, Json.WriteObject(body =>
        {
            body.WriteString("@odata.context", call.Context("users/$entity"));
            Write(body, call, user, selection);
        }));
    }

    private SandboxResponse GetManager(GraphCall call)
    {
        var manager = ManagerOf(service.UserOf(call)) ?? throw GraphErrorException.MissingResource("manager");
        var selection = EntityTypes.User.Selection(call);
        return new(200, Json.WriteObject(body =>
        {
            body.WriteString("@odata.context", call.Context("directoryObjects/$entity"));
            body.WriteString("@odata.type", "#" + EntityTypes.User.Name);
            EntityTypes.User.WriteProperties(body, manager, selection);
        }));
    }

    private void Write(Utf8JsonWriter body, GraphCall call, SandboxUser user, string[] selection)
    {
        EntityTypes.User.WriteProperties(body, user, selection);
        if (!call.Expands("manager")) return;
        if (!Permissions.Suffice(call.Caller, Need.ReadManagers, isSelf: false)) throw GraphErrorException.Insufficient();
        if (ManagerOf(user) is not { } manager) return;
        body.WriteStartObject("manager");
        body.WriteString("@odata.type", "#" + EntityTypes.User.Name);
        EntityTypes.User.WriteProperties(body, manager, EntityTypes.User.Selection(call.ExpandedSelection("manager")));
        body.WriteEndObject();
    }

    private SandboxUser? ManagerOf(SandboxUser user) => user.ManagerId is { } id ? service.Tenant.FindUser(id.ToString()) : null;
}
