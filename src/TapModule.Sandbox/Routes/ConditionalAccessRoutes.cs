using System.Text.Json;
using TapModule.Sandbox.OData;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Tokens;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Routes;

/// <summary>Conditional Access: policies, authentication strengths, named locations, and What If.</summary>
internal sealed class ConditionalAccessRoutes(GraphService service)
{
    private const string Root = "identity/conditionalAccess";
    private static readonly string[] ClientApps = ["all", "browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "easSupported", "other"];
    private static readonly string[] Platforms = ["android", "iOS", "windows", "windowsPhone", "macOS", "all", "linux"];
    private static readonly string[] Risks = ["low", "medium", "high", "hidden", "none"];

    private static readonly Dictionary<string, string> UserActions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["registerSecurityInformation"] = "urn:user:registersecurityinfo",
        ["registerOrJoinDevices"] = "urn:user:registerdevice",
    };

    private SandboxConditionalAccess Access => service.Tenant.ConditionalAccess;

    public IEnumerable<Route> All =>
    [
        new("GET", $"{Root}/policies", Need.ReadConditionalAccess, ListPolicies),
        new("GET", $"{Root}/policies/{{id}}", Need.ReadConditionalAccess, GetPolicy),
        new("GET", $"{Root}/namedLocations", Need.ReadConditionalAccess, ListLocations),
        new("POST", $"{Root}/evaluate", Need.ReadConditionalAccess, Evaluate),
        .. Strengths("policies/authenticationStrengthPolicies"),
        .. Strengths($"{Root}/authenticationStrength/policies"),
    ];

    private IEnumerable<Route> Strengths(string path) =>
    [
        new("GET", path, Need.ReadStrengths, call => ListStrengths(call, path)),
        new("GET", $"{path}/{{id}}", Need.ReadStrengths, call => GetStrength(call, path)),
    ];

    private SandboxResponse ListPolicies(GraphCall call)
    {
        var all = Access.Policies;
        var (page, next) = Paging.Cut(all, Paging.StartOf(call), Paging.SizeOf(call, service.Behavior));
        return DirectoryObjects.List(call, "conditionalAccess/policies", page, next, Paging.IsCounted(call) ? all.Count : null, WriteObject);
    }

    private SandboxResponse GetPolicy(GraphCall call)
    {
        var policy = Access.Policies.FirstOrDefault(one => Is(one.Id, call)) ?? throw Missing(call);
        return new(200, Json.WriteObject(body =>
        {
            body.WriteString("@odata.context", call.Context("conditionalAccess/policies/$entity"));
            Writer.WritePolicy(body, policy);
        }));
    }

    private SandboxResponse ListStrengths(GraphCall call, string path) =>
        DirectoryObjects.List(call, path, Access.Strengths, null, null, (body, strength) =>
        {
            body.WriteStartObject();
            ConditionalAccessWriter.WriteStrength(body, strength);
            body.WriteEndObject();
        });

    private SandboxResponse GetStrength(GraphCall call, string path)
    {
        var strength = Access.Strengths.FirstOrDefault(one => Is(one.Id, call)) ?? throw Missing(call);
        return new(200, Json.WriteObject(body =>
        {
            body.WriteString("@odata.context", call.Context($"{path}/$entity"));
            ConditionalAccessWriter.WriteStrength(body, strength);
        }));
    }

    private SandboxResponse ListLocations(GraphCall call) =>
        DirectoryObjects.List(call, $"{Root}/namedLocations", Access.Locations, null, null, ConditionalAccessWriter.WriteLocation);

    private SandboxResponse Evaluate(GraphCall call)
    {
        var body = call.BodyObject;
        var signIn = ReadConditions(body, ReadContext(body, new() { User = ReadUser(body) }));
        var appliedOnly = body.TryGetProperty("appliedPoliciesOnly", out var only) && only.ReadBoolean("appliedPoliciesOnly") == true;
        var whatIf = new WhatIf(service.Tenant, service.Behavior.MissingCondition, signIn);
        var judged = Access.Policies.Select(policy => (Policy: policy, Reason: whatIf.Judge(policy)))
            .Where(one => !appliedOnly || one.Reason == WhatIf.Applies);
        return DirectoryObjects.List(call, "Collection(microsoft.graph.whatIfAnalysisResult)", judged.ToArray(), null, null, (writer, one) =>
        {
            writer.WriteStartObject();
            Writer.WritePolicy(writer, one.Policy);
            writer.WriteBoolean("policyApplies", one.Reason == WhatIf.Applies);
            writer.WriteString("analysisReasons", one.Reason);
            writer.WriteEndObject();
        });
    }

    private ConditionalAccessWriter Writer => new(Access);

    private void WriteObject(Utf8JsonWriter body, SandboxConditionalAccessPolicy policy)
    {
        body.WriteStartObject();
        Writer.WritePolicy(body, policy);
        body.WriteEndObject();
    }

    private SandboxUser ReadUser(JsonElement body)
    {
        var identity = Required(body, "signInIdentity");
        if (TypeOf(identity) != "userSignIn") throw GraphErrorException.BadRequest("The sandbox evaluates sign-ins of users only: #microsoft.graph.userSignIn.");
        var id = identity.TryGetProperty("userId", out var value) ? value.ReadString("userId") : null;
        if (!Guid.TryParse(id, out _)) throw GraphErrorException.BadRequest("signInIdentity: userId must be an object id.");
        return service.Tenant.FindUser(id!) ?? throw GraphErrorException.MissingResource(id!);
    }

    private static WhatIfSignIn ReadContext(JsonElement body, WhatIfSignIn signIn)
    {
        var context = Required(body, "signInContext");
        string? Text(string name) => context.TryGetProperty(name, out var value) ? value.ReadString(name) : null;
        switch (TypeOf(context))
        {
            case "applicationContext":
                if (!context.TryGetProperty("includeApplications", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
                {
                    throw GraphErrorException.BadRequest("signInContext: includeApplications must name an application.");
                }

                return signIn with { Applications = [.. list.EnumerateArray().Select(id => id.ReadString("includeApplications") ?? "")] };
            case "userActionContext":
                return UserActions.TryGetValue(Text("userAction") ?? "", out var action)
                    ? signIn with { UserAction = action }
                    : throw JsonReading.Invalid("userAction", "microsoft.graph.userAction");
            case "authContext":
                return signIn with { AuthenticationContext = Text("authenticationContextValue") ?? "" };
            default:
                throw GraphErrorException.BadRequest("signInContext needs the @odata.type of an applicationContext, a userActionContext or an authContext.");
        }
    }

    private static WhatIfSignIn ReadConditions(JsonElement body, WhatIfSignIn signIn)
    {
        foreach (var condition in Required(body, "signInConditions").EnumerateObject())
        {
            string? OneOf(string[] values)
            {
                var text = condition.Value.ReadString(condition.Name);
                return text is null || values.Contains(text, StringComparer.OrdinalIgnoreCase) ? text : throw JsonReading.Invalid(condition.Name, "its enumeration");
            }

            signIn = condition.Name switch
            {
                "clientAppType" => signIn with { ClientAppType = OneOf(ClientApps) },
                "devicePlatform" => signIn with { Platform = OneOf(Platforms) },
                "signInRiskLevel" => signIn with { SignInRisk = OneOf(Risks) },
                "userRiskLevel" => signIn with { UserRisk = OneOf(Risks) },
                "country" => signIn with { Country = condition.Value.ReadString("country") },
                "ipAddress" => signIn with { IpAddress = condition.Value.ReadString("ipAddress") },
                // No policy here depends on them.
                "deviceInfo" or "authenticationFlow" or "insiderRiskLevel" or "servicePrincipalRiskLevel" or "@odata.type" => signIn,
                _ => throw GraphErrorException.BadRequest($"The property '{condition.Name}' does not exist on type 'microsoft.graph.signInConditions'."),
            };
        }

        return signIn;
    }

    private static JsonElement Required(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value
            : throw GraphErrorException.BadRequest($"The parameter '{name}' is required.");

    private static string? TypeOf(JsonElement entity) =>
        entity.TryGetProperty("@odata.type", out var type) && type.ReadString("@odata.type") is { } text
            && text.TrimStart('#').StartsWith("microsoft.graph.", StringComparison.Ordinal)
            ? text.TrimStart('#').Substring("microsoft.graph.".Length)
            : null;

    private static bool Is(Guid id, GraphCall call) => string.Equals(id.ToString(), call.RouteValues["id"], StringComparison.OrdinalIgnoreCase);

    private static GraphErrorException Missing(GraphCall call) =>
        new(404, "NotFound", $"Resource '{call.RouteValues["id"]}' does not exist.");
}
