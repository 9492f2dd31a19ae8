using TapModule.Core.Errors;
using TapModule.Core.SignIn.Tokens;

namespace TapModule.Core.SignIn.Permissions;

/// <summary>Compares what a token grants with what the commands need.</summary>
internal static class PermissionCheck
{
    /// <summary>Applications whose Graph permissions Microsoft has fixed; a person's login there cannot get more.</summary>
    private static readonly Dictionary<string, string> FixedApplications = new(StringComparer.OrdinalIgnoreCase)
    {
        ["04b07795-8ddb-461a-bbee-02f9e1bf7b46"] = "Azure CLI",
        ["1950a258-227b-4e31-a9cf-717495945fc2"] = "Azure PowerShell",
    };

    /// <summary>Null where the token does not tell.</summary>
    public static bool? Holds(PermissionNeed need, TokenGrants grants) => grants.TellsPermissions ? grants.HasAny([.. AnyOf(need, grants)]) : null;

    public static CommandAllowance Of(string command, TokenGrants grants, GraphCloud cloud)
    {
        var needs = CommandPermissions.All[command];
        var role = grants.IsAppOnly == true ? null : needs.Select(n => n.Role).FirstOrDefault(r => r is not null);
        if (!grants.TellsPermissions) return new CommandAllowance(command, null, null, role);
        var unmet = needs.FirstOrDefault(n => Holds(n, grants) == false);
        return new CommandAllowance(command, unmet is null, unmet is null ? null : Smallest(unmet, grants, cloud), role);
    }

    /// <summary>Says, before anything is sent, that a command cannot succeed. Null if it may.</summary>
    public static TapError? Refusal(string command, TokenGrants grants, GraphCloud cloud)
    {
        var allowance = Of(command, grants, cloud);
        if (allowance.IsAllowed != false) return null;
        if (allowance.MissingPermission is not { } missing)
            return ErrorTable.Describe(TapErrorId.MissingPermission, $"{command} works for a signed-in person only; this connection is an application's own.", advice: "Connect-TapGraph");

        var holder = grants.IsAppOnly == false ? "" : " as an application permission";
        var has = grants.Permissions.Count == 0 ? "none" : string.Join(", ", grants.Permissions.Take(12)) + (grants.Permissions.Count > 12 ? ", …" : "");
        var role = allowance.Role is { } name ? $" The person also needs the role {name}." : "";
        return ErrorTable.Describe(
            TapErrorId.MissingPermission,
            $"{command} needs the Graph permission {missing}{holder}, which the token does not hold (it holds: {has}). Nothing was sent.{role}",
            advice: Fix(missing, grants));
    }

    /// <summary>What should be known of the connection although nothing failed.</summary>
    public static IReadOnlyList<string> Notices(TokenGrants grants, GraphCloud cloud)
    {
        var notices = new List<string>();
        if (grants.IsAppOnly == true && Of("New-TapPass", grants, cloud).IsAllowed == true)
        {
            notices.Add("This is an application's own sign-in. Graph checks no directory role for it: it can issue a pass for anybody, "
                + "Global Administrators included. Guard the application accordingly.");
        }

        if (grants.IsAppOnly == false && FixedApplication(grants) is { } tool && Of("Get-TapPass", grants, cloud).IsAllowed == false)
            notices.Add($"This is a person's {tool} login. {CannotGetMore(tool)}");
        return notices;
    }

    private static IReadOnlyList<string> AnyOf(PermissionNeed need, TokenGrants grants) => grants.IsAppOnly == false ? need.Delegated : need.Application;

    /// <summary>The first of the list; in the government clouds the first that is known to exist there.</summary>
    private static string? Smallest(PermissionNeed need, TokenGrants grants, GraphCloud cloud)
    {
        var anyOf = AnyOf(need, grants);
        return anyOf.FirstOrDefault(name => cloud == GraphCloud.Global || !name.StartsWith("UserAuthMethod-", StringComparison.Ordinal)) ?? (anyOf.Count > 0 ? anyOf[0] : null);
    }

    private static string Fix(string missing, TokenGrants grants)
    {
        if (grants.IsAppOnly == false)
            return FixedApplication(grants) is { } tool ? CannotGetMore(tool) : $"Connect-TapGraph -Scopes {missing}";

        var role = GraphPermission.ApplicationId(missing) is { } id ? $"'{id}'" : $"(id of {missing})";
        var principal = grants.ObjectId is { } oid ? $"'{oid}'" : "(object id of the service principal)";
        return $"Grant {missing} with admin consent, in App registrations, API permissions, or: New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId {principal} -PrincipalId {principal} "
            + $"-ResourceId (Get-MgServicePrincipal -Filter \"appId eq '00000003-0000-0000-c000-000000000000'\").Id -AppRoleId {role}. Then connect again.";
    }

    private static string? FixedApplication(TokenGrants grants) => grants.ClientId is { } id && FixedApplications.TryGetValue(id, out var tool) ? tool : null;

    private static string CannotGetMore(string tool) =>
        $"Microsoft has fixed the Graph permissions of {tool}, and those for Temporary Access Passes are not among them, whatever your role is. "
        + $"Use Connect-TapGraph (browser or -UseDeviceCode), or sign in to {tool} as a service principal or managed identity that holds the permissions.";
}
