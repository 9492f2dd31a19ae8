using System.Text.Json;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Tokens;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Routes;

/// <summary>The passes of a user: list, get, create, delete. And the list of all of the user's methods.</summary>
internal sealed class PassRoutes(GraphService service)
{
    private const string Methods = "authentication/temporaryAccessPassMethods";

    public IEnumerable<Route> All =>
    [
        .. For("users/{user}"),
        .. For("me"),
    ];

    private IEnumerable<Route> For(string user) =>
    [
        new("GET", $"{user}/{Methods}", Need.ReadPasses, List),
        new("POST", $"{user}/{Methods}", Need.CreatePass, Create),
        new("GET", $"{user}/{Methods}/{{method}}", Need.ReadPasses, Get),
        new("DELETE", $"{user}/{Methods}/{{method}}", Need.DeletePass, Delete),
        new("GET", $"{user}/authentication/methods", Need.ReadMethods, ListMethods),
    ];

    private SandboxResponse List(GraphCall call)
    {
        var user = Target(call);
        CheckCover(call, user, Need.ReadPasses);
        var pass = service.Tenant.CurrentPass(user.Id.ToString());
        return new(200, Json.WriteObject(body =>
        {
            body.WriteString("@odata.context", call.Context($"users('{Uri.EscapeDataString(user.Id.ToString())}')/{Methods}"));
            body.WriteStartArray("value");
            if (pass is not null) WriteItem(body, call, user, pass);
            body.WriteEndArray();
        }));
    }

    private SandboxResponse Get(GraphCall call)
    {
        var user = Target(call);
        CheckCover(call, user, Need.ReadPasses);
        var pass = PassInPath(call, user);
        return new(200, WritePass(call, user, pass, code: null));
    }

    private SandboxResponse Create(GraphCall call)
    {
        var user = Target(call);
        if (user.Id == call.Caller.User?.Id) throw GraphErrorException.AccessDenied();
        CheckReach(call, user, Need.CreatePass);
        var pass = new PassRequest(call.BodyObject).Issue(service, user);
        return new(201, WritePass(call, user, pass, pass.TemporaryAccessPass));
    }

    private SandboxResponse Delete(GraphCall call)
    {
        var user = Target(call);
        if (user.Id != call.Caller.User?.Id) CheckReach(call, user, Need.DeletePass);
        var pass = PassInPath(call, user);
        if (!service.Tenant.DeletePass(user, pass.Id)) throw Missing(call.RouteValues["method"]);
        return new(204);
    }

    private SandboxResponse ListMethods(GraphCall call)
    {
        var user = ReadyUser(call);
        CheckCover(call, user, Need.ReadMethods);
        var pass = service.Tenant.CurrentPass(user.Id.ToString());
        return new(200, Json.WriteObject(body =>
        {
            body.WriteString("@odata.context", call.Context($"users('{user.Id}')/authentication/methods"));
            body.WriteStartArray("value");
            foreach (var method in user.AuthenticationMethods)
            {
                body.WriteStartObject();
                body.WriteString("@odata.type", $"#microsoft.graph.{method.Kind}AuthenticationMethod");
                body.WriteString("id", method.Id);
                if (method.CreatedDateTime is { } created) body.WriteDate("createdDateTime", created);
                body.WriteEndObject();
            }

            if (pass is not null)
            {
                body.WriteStartObject();
                body.WriteString("@odata.type", PassRequest.Type);
                WriteProperties(body, call, user, pass, code: null);
                body.WriteEndObject();
            }

            body.WriteEndArray();
        }));
    }

    private SandboxUser Target(GraphCall call)
    {
        if (!service.Behavior.HasTemporaryAccessPass)
        {
            throw GraphErrorException.BadRequest("Resource not found for the segment 'temporaryAccessPassMethods'.");
        }

        return ReadyUser(call);
    }

    private SandboxUser ReadyUser(GraphCall call)
    {
        if (call.IsMe) return service.UserOf(call);
        var key = call.RouteValues["user"];
        return service.Tenant.FindUser(key) is { } user && service.Tenant.IsReady(user) ? user : throw Missing(key);
    }

    private SandboxPass PassInPath(GraphCall call, SandboxUser user)
    {
        var id = call.RouteValues["method"];
        return service.Tenant.CurrentPass(user.Id.ToString()) is { } pass && Guid.TryParse(id, out var wanted) && pass.Id == wanted
            ? pass
            : throw Missing(id);
    }

    private GraphErrorException Missing(string name)
    {
        var error = GraphErrorException.MissingResource(name);
        return service.Behavior.NotFoundCode == SandboxNotFoundCode.ResourceNotFound ? new(404, "resourceNotFound", error.Message) : error;
    }

    private void CheckCover(GraphCall call, SandboxUser user, Need need)
    {
        var (roles, unit) = RolesOf(call, need);
        if (user.Id != call.Caller.User?.Id && !Roles.Cover(roles, unit, user, service.Tenant)) throw GraphErrorException.AccessDenied();
    }

    private void CheckReach(GraphCall call, SandboxUser user, Need need)
    {
        var (roles, unit) = RolesOf(call, need);
        if (!Roles.MayActOn(roles, unit, user, service.Tenant)) throw GraphErrorException.AccessDenied();
    }

    /// <summary>The roles by which the caller acts. An application's permission reaches everybody, whatever its roles.</summary>
    private (SandboxCallerRoles Roles, Guid? Unit) RolesOf(GraphCall call, Need need) =>
        !call.Caller.IsApplication ? (service.Behavior.CallerRoles, service.Behavior.CallerAdministrativeUnit)
        : Permissions.Suffice(call.Caller, need, isSelf: false) ? (SandboxCallerRoles.Unchecked, null)
        : (call.Caller.Roles, call.Caller.AdministrativeUnit);

    private byte[] WritePass(GraphCall call, SandboxUser user, SandboxPass pass, string? code) => Json.WriteObject(body =>
    {
        body.WriteString("@odata.context", call.Context($"users('{user.Id}')/{Methods}/$entity"));
        body.WriteString("@odata.type", PassRequest.Type);
        WriteProperties(body, call, user, pass, code);
    });

    private void WriteItem(Utf8JsonWriter body, GraphCall call, SandboxUser user, SandboxPass pass)
    {
        body.WriteStartObject();
        WriteProperties(body, call, user, pass, code: null);
        body.WriteEndObject();
    }

    private void WriteProperties(Utf8JsonWriter body, GraphCall call, SandboxUser user, SandboxPass pass, string? code)
    {
        body.WriteString("id", pass.Id);
        body.WriteString("temporaryAccessPass", code);
        body.WriteDate("createdDateTime", pass.CreatedDateTime);
        body.WriteDate("startDateTime", pass.StartDateTime);
        body.WriteNumber("lifetimeInMinutes", pass.LifetimeInMinutes);
        body.WriteBoolean("isUsableOnce", pass.IsUsableOnce);
        if (call.Path.IsBeta) body.WriteDate("lastUsedDateTime", pass.LastUsedDateTime);
        if (call.Path.IsBeta && !service.Behavior.BetaReturnsUsability) return;
        var usability = service.Tenant.UsabilityOf(pass, user.Id, service.Now);
        body.WriteBoolean("isUsable", usability.IsUsable);
        body.WriteString("methodUsabilityReason", usability.Reason);
    }
}
