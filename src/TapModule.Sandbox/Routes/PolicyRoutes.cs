using System.Text.Json;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Tokens;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.Routes;

/// <summary>The Temporary Access Pass policy: get, update, reset.</summary>
internal sealed class PolicyRoutes(GraphService service)
{
    private const string Policies = "policies/authenticationMethodsPolicy";
    private const string Configurations = "authenticationMethodConfigurations";

    public IEnumerable<Route> All =>
    [
        new("GET", Policies, Need.ReadPolicy, GetAll),
        new("GET", $"{Policies}/{Configurations}/temporaryAccessPass", Need.ReadPolicy, Get),
        new("PATCH", $"{Policies}/{Configurations}/temporaryAccessPass", Need.WritePolicy, Update),
        new("DELETE", $"{Policies}/{Configurations}/temporaryAccessPass", Need.WritePolicy, Reset),
    ];

    private SandboxResponse Get(GraphCall call)
    {
        CheckCloud();
        return new(200, Json.WriteObject(body =>
        {
            body.WriteString("@odata.context", call.Context($"{Policies}/{Configurations}/$entity"));
            WriteConfiguration(body, call);
        }));
    }

    private SandboxResponse GetAll(GraphCall call) => new(200, Json.WriteObject(body =>
    {
        body.WriteString("@odata.context", call.Context($"{Policies}/$entity"));
        body.WriteString("id", "authenticationMethodsPolicy");
        body.WriteString("displayName", "Authentication Methods Policy");
        body.WriteString("policyMigrationState", "migrationComplete");
        body.WriteStartArray(Configurations);
        if (service.Behavior.HasTemporaryAccessPass)
        {
            body.WriteStartObject();
            WriteConfiguration(body, call);
            body.WriteEndObject();
        }

        body.WriteEndArray();
    }));

    private SandboxResponse Update(GraphCall call)
    {
        CheckCloud();
        service.Tenant.UpdatePolicy(policy => PolicyPatch.Apply(policy, call.BodyObject, service.Behavior.RecalculatesDefaultLifetime));
        return new(204);
    }

    private SandboxResponse Reset(GraphCall call)
    {
        CheckCloud();
        service.Tenant.Policy = SandboxPolicy.Default;
        return new(204);
    }

    private void CheckCloud()
    {
        if (service.Behavior.HasTemporaryAccessPass) return;
        throw GraphErrorException.BadRequest("Resource not found for the segment 'temporaryAccessPass'.");
    }

    private void WriteConfiguration(Utf8JsonWriter body, GraphCall call)
    {
        var policy = service.Tenant.Policy;
        body.WriteString("@odata.type", PolicyPatch.Type);
        body.WriteString("id", PolicyPatch.Id);
        body.WriteString("state", policy.State == SandboxPolicyState.Enabled ? "enabled" : "disabled");
        body.WriteNumber("defaultLifetimeInMinutes", policy.DefaultLifetimeInMinutes);
        body.WriteNumber("defaultLength", policy.DefaultLength);
        body.WriteNumber("minimumLifetimeInMinutes", policy.MinimumLifetimeInMinutes);
        body.WriteNumber("maximumLifetimeInMinutes", policy.MaximumLifetimeInMinutes);
        body.WriteBoolean("isUsableOnce", policy.IsUsableOnce);
        body.WriteStartArray("excludeTargets");
        foreach (var target in policy.ExcludeTargets)
        {
            body.WriteStartObject();
            body.WriteString("id", target.Id);
            body.WriteString("targetType", "group");
            body.WriteEndObject();
        }

        body.WriteEndArray();

        // The real service points at beta here even from v1.0.
        var root = call.Root.GetLeftPart(UriPartial.Authority);
        var type = PolicyPatch.Type.TrimStart('#');
        body.WriteString(
            "includeTargets@odata.context",
            $"{root}/beta/$metadata#{Policies}/{Configurations}('{PolicyPatch.Id}')/{type}/includeTargets");
        body.WriteStartArray("includeTargets");
        foreach (var target in policy.IncludeTargets)
        {
            body.WriteStartObject();
            body.WriteString("targetType", "group");
            body.WriteString("id", target.Id);
            body.WriteBoolean("isRegistrationRequired", target.IsRegistrationRequired);
            body.WriteEndObject();
        }

        body.WriteEndArray();
    }
}
