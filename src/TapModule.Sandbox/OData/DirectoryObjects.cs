using System.Text.Json;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Tokens;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.OData;

/// <summary>Writes lists of directory objects: users, groups and roles, mixed or of one kind.</summary>
internal static class DirectoryObjects
{
    /// <summary>Answers with a list.</summary>
    /// <param name="call">The call.</param>
    /// <param name="context">What the list holds, for <c>@odata.context</c>.</param>
    /// <param name="page">The objects of this page.</param>
    /// <param name="next">Where the next page begins; null if this is the last.</param>
    /// <param name="count">The number of all objects, if it was asked for.</param>
    /// <param name="write">Writes one object with its braces.</param>
    public static SandboxResponse List<T>(
        GraphCall call, string context, IReadOnlyList<T> page, int? next, int? count, Action<Utf8JsonWriter, T> write) =>
        new(200, Json.WriteObject(body =>
        {
            body.WriteString("@odata.context", call.Context(context));
            if (count is { } number) body.WriteNumber("@odata.count", number);
            Paging.WriteNextLink(body, call, next);
            body.WriteStartArray("value");
            foreach (var entity in page) write(body, entity);
            body.WriteEndArray();
        }));

    /// <summary>Answers with a list of users, groups and roles, each with its type.</summary>
    public static SandboxResponse MixedList(GraphCall call, IReadOnlyList<object> all, int size)
    {
        var (page, next) = Paging.Cut(all, Paging.StartOf(call), size);
        int? count = Paging.IsCounted(call) ? all.Count : null;
        return List(call, "directoryObjects", page, next, count, (body, entity) => WriteTyped(body, call, entity));
    }

    /// <summary>Writes a user. Callers without the right to read users see that it exists and its id.</summary>
    public static void WriteUser(Utf8JsonWriter body, GraphCall call, SandboxUser user, string[] selection)
    {
        var mayRead = Permissions.Suffice(call.Caller, Need.ReadUsers, isSelf: user.Id == call.Caller.User?.Id);
        if (mayRead) EntityTypes.User.WriteProperties(body, user, selection);
        else foreach (var property in selection) body.WriteString(property, property == "id" ? user.Id.ToString() : null);
    }

    private static void WriteTyped(Utf8JsonWriter body, GraphCall call, object entity)
    {
        body.WriteStartObject();
        switch (entity)
        {
            case SandboxUser user:
                body.WriteString("@odata.type", "#" + EntityTypes.User.Name);
                WriteUser(body, call, user, EntityTypes.User.Selection(call, isMixed: true));
                break;
            case SandboxGroup group:
                body.WriteString("@odata.type", "#" + EntityTypes.Group.Name);
                EntityTypes.Group.WriteProperties(body, group, EntityTypes.Group.Selection(call, isMixed: true));
                break;
            case SandboxAdministrativeUnit unit:
                body.WriteString("@odata.type", "#" + EntityTypes.AdministrativeUnit.Name);
                EntityTypes.AdministrativeUnit.WriteProperties(body, unit, EntityTypes.AdministrativeUnit.Selection(call, isMixed: true));
                break;
            case DirectoryRole role:
                body.WriteString("@odata.type", "#" + EntityTypes.Role.Name);
                EntityTypes.Role.WriteProperties(body, role, EntityTypes.Role.Selection(call, isMixed: true));
                break;
        }

        body.WriteEndObject();
    }
}
