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
        new("GET", "users/{user}/manager", Need.ReadUsers, GetManager),
        new("GET", "me", Need.ReadSelf, Get),
    ];

    private SandboxResponse List(GraphCall call)
    {
        var selection = EntityTypes.User.Selection(call);
        var matches = ODataFilter.Of(call, EntityTypes.User);
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

    private SandboxResponse Get(GraphCall call) => Answer(call, service.UserOf(call));

    private SandboxResponse GetManager(GraphCall call)
    {
        var manager = ManagerOf(service.UserOf(call)) ?? throw GraphErrorException.MissingResource("manager");
        return Answer(call, manager);
    }

    private SandboxResponse Answer(GraphCall call, SandboxUser user)
    {
        var selection = EntityTypes.User.Selection(call);
        return new(200, Json.WriteObject(body =>
        {
            body.WriteString("@odata.context", call.Context("users/$entity"));
            Write(body, call, user, selection);
        }));
    }

    private void Write(Utf8JsonWriter body, GraphCall call, SandboxUser user, string[] selection)
    {
        EntityTypes.User.WriteProperties(body, user, selection);
        if (!call.Expands("manager") || ManagerOf(user) is not { } manager) return;
        body.WriteStartObject("manager");
        body.WriteString("@odata.type", "#" + EntityTypes.User.Name);
        EntityTypes.User.WriteProperties(body, manager, ["id", "userPrincipalName", "displayName", "mail"]);
        body.WriteEndObject();
    }

    private SandboxUser? ManagerOf(SandboxUser user) => user.ManagerId is { } id ? service.Tenant.FindUser(id.ToString()) : null;
}
