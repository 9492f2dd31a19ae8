using TapModule.Sandbox.Tokens;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Routes;

/// <summary>Finds the route of a call, checks that the caller may take it, and answers.</summary>
internal sealed class Router
{
    private readonly GraphService _service;
    private readonly Route[] _routes;

    public Router(GraphService service)
    {
        _service = service;
        _routes =
        [
            .. new PassRoutes(service).All,
            .. new PolicyRoutes(service).All,
            .. new UserRoutes(service).All,
            .. new GroupRoutes(service).All,
            .. new MembershipRoutes(service).All,
            .. new OrganizationRoutes(service).All,
            .. new ConditionalAccessRoutes(service).All,
            .. new MailRoutes(service).All,
        ];
    }

    public SandboxResponse Answer(GraphCall call)
    {
        try
        {
            var route = Find(call);
            CheckCaller(call, route.Need);
            return route.Answer(call);
        }
        catch (GraphErrorException error)
        {
            return error.ToResponse(call, _service.Now);
        }
    }

    private Route Find(GraphCall call)
    {
        if (call.Path.Version is not ("v1.0" or "beta")) throw GraphErrorException.BadRequest("Invalid version: " + call.Path.Version);
        var isKnown = false;
        foreach (var route in _routes)
        {
            if (route.Match(call.Path.Segments) is not { } values) continue;
            isKnown = true;
            if (route.Method != call.Method) continue;
            call.RouteValues = values;
            return route;
        }

        throw isKnown
            ? new GraphErrorException(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
            : GraphErrorException.BadRequest($"Resource not found for the segment '{call.Path.Segments.LastOrDefault()}'.");
    }

    private void CheckCaller(GraphCall call, Need need)
    {
        var isSelf = call.Caller.User is { } caller
            && (call.IsMe || (call.UserKey is { } key && _service.Tenant.FindUser(key)?.Id == caller.Id));
        var isPermitted = Permissions.Suffice(call.Caller, need, isSelf);
        var isAllowed = call.Caller.IsApplication
            ? isPermitted || (_service.Behavior.HonorsApplicationRoles && Roles.AllowApplication(call.Caller.Roles, need))
            : isPermitted && Roles.Allow(_service.Behavior.CallerRoles, need, isSelf);
        if (!isAllowed) throw Refusal(need);
    }

    /// <summary>Each service says it in its own words.</summary>
    private static GraphErrorException Refusal(Need need) => need switch
    {
        Need.ReadUsers or Need.ReadSelf or Need.ReadGroups or Need.ReadRoles or Need.ReadOrganization or Need.ReadManagers or Need.ReadUnits =>
            GraphErrorException.Insufficient(),
        Need.ReadConditionalAccess or Need.ReadStrengths =>
            new(403, "AccessDenied", "You cannot perform the requested operation, required scopes are missing in the token."),
        Need.SendMail => new(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again."),
        _ => GraphErrorException.AccessDenied(),
    };
}
