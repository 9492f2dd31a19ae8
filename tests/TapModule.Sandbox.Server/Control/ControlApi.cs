using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace TapModule.Sandbox.Server.Control;

/// <summary>The control interface. README.md in this project tells how to use it.</summary>
internal static class ControlApi
{
    public static void Map(RouteGroupBuilder control, GraphHolder holder)
    {
        control.AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (Exception exception) when (exception is ControlException or ArgumentException)
            {
                return Json(new { error = exception.Message }, StatusCodes.Status400BadRequest);
            }
        });

        MapState(control, holder);
        MapSettings(control, holder);
        MapFaults(control, holder);
        MapRecord(control, holder);
        MapTenant(control, holder);
        MapSigningIn(control, holder);
        MapMail(control, holder);
        MapConditionalAccess(control, holder);
    }

    private static void MapState(RouteGroupBuilder control, GraphHolder holder)
    {
        control.MapPost("/reset", async (HttpRequest request) =>
        {
            holder.Graph = ControlJson.Read<ResetOptions>(await BodyAsync(request)).CreateGraph();
            return Json(new { tenantId = holder.Graph.Tenant.Id, users = holder.Graph.Tenant.Users.Count });
        });
        control.MapGet("/state", () => Json(new
        {
            tenantId = holder.Graph.Tenant.Id,
            displayName = holder.Graph.Tenant.DisplayName,
            now = holder.Graph.Tenant.Clock.GetUtcNow(),
            passesIssued = holder.Graph.Tenant.PassesIssued,
            policy = holder.Graph.Tenant.Policy,
            users = holder.Graph.Tenant.Users,
            groups = holder.Graph.Tenant.Groups,
            administrativeUnits = holder.Graph.Tenant.AdministrativeUnits,
            passes = Passes(holder.Graph.Tenant),
        }));
        control.MapGet("/passes", () => Json(Passes(holder.Graph.Tenant)));
        control.MapGet("/passes/{user}", (string user) => Json(new
        {
            current = holder.Graph.Tenant.CurrentPass(user),
            issuedCodes = holder.Graph.Tenant.IssuedCodes(user),
        }));
    }

    private static void MapSettings(RouteGroupBuilder control, GraphHolder holder)
    {
        control.MapGet("/policy", () => Json(holder.Graph.Tenant.Policy));
        control.MapPut("/policy", async (HttpRequest request) =>
            Json(holder.Graph.Tenant.Policy = ResetOptions.Changed(holder.Graph.Tenant.Policy, await BodyAsync(request))));
        MapObject(control, "/behavior", () => holder.Graph.Behavior);
        MapObject(control, "/faults", () => holder.Graph.Faults);
        MapObject(control, "/tokens", () => holder.Graph.Tokens);
    }

    private static void MapFaults(RouteGroupBuilder control, GraphHolder holder)
    {
        control.MapPost("/fault-script", async (HttpRequest request) =>
        {
            var body = await BodyAsync(request);
            JsonElement[] faults = body.ValueKind == JsonValueKind.Array ? [.. body.EnumerateArray()] : [body];
            foreach (var fault in faults) holder.Graph.Faults.Script(ControlJson.Read<ScriptedFault>(fault));
            return Json(new { scriptLength = holder.Graph.Faults.ScriptLength });
        });
        control.MapDelete("/fault-script", () => holder.Graph.Faults.ClearScript());

        control.MapPost("/gate", async (HttpRequest request) =>
        {
            var options = ControlJson.Read<GateOptions>(await BodyAsync(request));
            return Json(Describe(holder.Graph.Gates.Hold(options, options.AfterWork)));
        });
        control.MapGet("/gate/{id}", async (string id, int? waiting, double? timeoutSeconds, CancellationToken cancellationToken) =>
        {
            var gate = GateOf(holder, id);
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(TimeSpan.FromSeconds(timeoutSeconds ?? 30));
            try
            {
                await gate.WaitForAsync(waiting ?? 0, timeout.Token);
            }
            catch (OperationCanceledException)
            {
                // The answer says how many there are.
            }

            return Json(Describe(gate));
        });
        control.MapPost("/gate/{id}/release", (string id, int? count) =>
        {
            var gate = GateOf(holder, id);
            if (count is { } some) gate.Release(some);
            else gate.Release();
            return Json(Describe(gate));
        });
    }

    private static void MapRecord(RouteGroupBuilder control, GraphHolder holder)
    {
        control.MapGet("/requests", () => Json(holder.Graph.Record.Requests));
        control.MapDelete("/requests", () => holder.Graph.Record.Clear());
        control.MapGet("/counters", () => Json(holder.Graph.Record.Counters));
        control.MapGet("/record", () => Json(Describe(holder.Graph.Record)));
        control.MapPut("/record", async (HttpRequest request) =>
        {
            ControlJson.Merge(holder.Graph.Record, await BodyAsync(request));
            return Json(Describe(holder.Graph.Record));
        });
    }

    private static void MapTenant(RouteGroupBuilder control, GraphHolder holder)
    {
        control.MapPost("/user", async (HttpRequest request) =>
        {
            var change = await BodyAsync(request);
            var user = (KeyOf(change) is { } key ? holder.Graph.Tenant.FindUser(key) : null) ?? new SandboxUser();
            user = user with { };
            ControlJson.Merge(user, change);
            holder.Graph.Tenant.SetUser(user);
            return Json(user);
        });
        control.MapDelete("/user/{user}", (string user) => Json(new { removed = holder.Graph.Tenant.RemoveUser(user) }));
        control.MapPost("/group", async (HttpRequest request) =>
        {
            var group = Changed(await BodyAsync(request), holder.Graph.Tenant.Groups, one => one.Id, id => new() { Id = id }, one => one with { });
            holder.Graph.Tenant.SetGroup(group);
            return Json(group);
        });
        control.MapPost("/numbered-users", async (HttpRequest request) =>
        {
            holder.Graph.Tenant.SetNumberedUsers(ControlJson.Read<CountOption>(await BodyAsync(request)).Count);
            return Json(new { users = holder.Graph.Tenant.Users.Count });
        });
        control.MapPost("/administrative-unit", async (HttpRequest request) =>
        {
            var unit = Changed(await BodyAsync(request), holder.Graph.Tenant.AdministrativeUnits, one => one.Id, id => new() { Id = id }, one => one with { });
            holder.Graph.Tenant.SetAdministrativeUnit(unit);
            return Json(unit);
        });
    }

    private static void MapSigningIn(RouteGroupBuilder control, GraphHolder holder)
    {
        control.MapPost("/use-pass", async (HttpRequest request) =>
            Json(new { signedIn = holder.Graph.Tenant.UsePass(ControlJson.Read<UserOption>(await BodyAsync(request)).User) }));
        control.MapPost("/use-passes", async (HttpRequest request) =>
        {
            var options = ControlJson.Read<UsePassesOptions>(await BodyAsync(request));
            var (tenant, span) = (holder.Graph.Tenant, TimeSpan.FromSeconds(options.AdvanceSeconds));
            var signedIn = tenant.UsePasses(options.Share, tenant.Clock.GetUtcNow() + span, options.Method);
            if (span > TimeSpan.Zero) Advance(tenant.Clock, span);
            return Json(new { signedIn = signedIn.Select(user => user.UserPrincipalName), now = tenant.Clock.GetUtcNow() });
        });
        control.MapPost("/tokens", async (HttpRequest request) =>
            Json(new { token = holder.Graph.Tokens.Issue(ControlJson.Read<SandboxTokenOptions>(await BodyAsync(request))) }));
        control.MapPost("/tokens/revoke", () => holder.Graph.Tokens.RevokeAll());
        control.MapPost("/clock", async (HttpRequest request) =>
        {
            var clock = holder.Graph.Tenant.Clock;
            Advance(clock, TimeSpan.FromSeconds(ControlJson.Read<ClockOption>(await BodyAsync(request)).AdvanceSeconds));
            return Json(new { now = clock.GetUtcNow() });
        });
    }

    private static void MapMail(RouteGroupBuilder control, GraphHolder holder)
    {
        control.MapGet("/mail", () => Json(holder.Graph.Tenant.Mail.Sent));
        control.MapGet("/mail/{recipient}", (string recipient) => Json(holder.Graph.Tenant.Mail.ReceivedBy(recipient)));
        control.MapDelete("/mail", () => holder.Graph.Tenant.Mail.Clear());
    }

    private static void MapConditionalAccess(RouteGroupBuilder control, GraphHolder holder)
    {
        control.MapGet("/conditional-access", () => Json(holder.Graph.Tenant.ConditionalAccess));
        control.MapPost("/conditional-access/policy", async (HttpRequest request) =>
        {
            var access = holder.Graph.Tenant.ConditionalAccess;
            var policy = Changed(await BodyAsync(request), access.Policies, one => one.Id, id => new() { Id = id }, one => one with { });
            access.SetPolicy(policy);
            return Json(policy);
        });
        control.MapDelete("/conditional-access/policy/{id:guid}", (Guid id) => Json(new { removed = holder.Graph.Tenant.ConditionalAccess.RemovePolicy(id) }));
        control.MapPost("/conditional-access/strength", async (HttpRequest request) =>
        {
            var access = holder.Graph.Tenant.ConditionalAccess;
            var strength = Changed(await BodyAsync(request), access.Strengths, one => one.Id, id => new() { Id = id }, one => one with { });
            access.SetStrength(strength);
            return Json(strength);
        });
        control.MapPost("/conditional-access/location", async (HttpRequest request) =>
        {
            var access = holder.Graph.Tenant.ConditionalAccess;
            var location = Changed(await BodyAsync(request), access.Locations, one => one.Id, id => new() { Id = id }, one => one with { });
            access.SetLocation(location);
            return Json(location);
        });
    }

    /// <summary>The one with the id that the change names, or a new one, with what the change names.</summary>
    private static T Changed<T>(JsonElement change, IReadOnlyList<T> all, Func<T, Guid> idOf, Func<Guid, T> create, Func<T, T> copy)
        where T : class
    {
        var id = change.TryGetProperty("id", out var given) && given.TryGetGuid(out var guid) ? guid : Guid.NewGuid();
        var result = all.FirstOrDefault(one => idOf(one) == id) is { } known ? copy(known) : create(id);
        ControlJson.Merge(result, change);
        return result;
    }

    private static void Advance(TimeProvider clock, TimeSpan by)
    {
        if (clock is SandboxClock running) running.Advance(by);
        else if (clock is FakeTimeProvider manual) manual.Advance(by);
        else throw new ControlException("This tenant's clock is the system's and cannot be moved. Reset first.");
    }

    /// <summary>A group of settings: GET shows it, PUT changes what it names and shows the outcome.</summary>
    private static void MapObject<T>(RouteGroupBuilder control, string path, Func<T> settings)
        where T : class
    {
        control.MapGet(path, () => Json(settings()));
        control.MapPut(path, async (HttpRequest request) =>
        {
            ControlJson.Merge(settings(), await BodyAsync(request));
            return Json(settings());
        });
    }

    private static IResult Json<T>(T value, int statusCode = StatusCodes.Status200OK) =>
        Results.Json(value, ControlJson.Options, statusCode: statusCode);

    private static async Task<JsonElement> BodyAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        try
        {
            // PowerShell's $null | ConvertTo-Json is null.
            var given = body.Length == 0 ? default : JsonElement.Parse(body.ToArray());
            return given.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? JsonElement.Parse("{}") : given;
        }
        catch (JsonException exception)
        {
            throw new ControlException($"The body is not JSON: {exception.Message}");
        }
    }

    private static Dictionary<string, SandboxPass> Passes(SandboxTenant tenant) =>
        tenant.CurrentPasses().ToDictionary(pair => pair.Key.UserPrincipalName, pair => pair.Value);

    private static SandboxGate GateOf(GraphHolder holder, string id) =>
        holder.Graph.Gates.Find(id) ?? throw new ControlException($"There is no gate '{id}'.");

    private static object Describe(SandboxRecord record) => new { record.RecordRequests, record.Capacity };

    private static object Describe(SandboxGate gate) => new { id = gate.Id, waiting = gate.Waiting };

    private static string? KeyOf(JsonElement change) =>
        change.TryGetProperty("id", out var id) ? id.GetString()
        : change.TryGetProperty("userPrincipalName", out var name) ? name.GetString()
        : null;
}
