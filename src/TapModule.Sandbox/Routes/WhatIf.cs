using System.Net;
using TapModule.Sandbox.Tenant;

namespace TapModule.Sandbox.Routes;

/// <summary>A sign-in that <c>evaluate</c> is asked about. What is null was not said.</summary>
internal sealed record WhatIfSignIn
{
    public required SandboxUser User { get; init; }

    public IReadOnlyList<string> Applications { get; init; } = [];

    public string? UserAction { get; init; }

    public string? AuthenticationContext { get; init; }

    public string? ClientAppType { get; init; }

    public string? Platform { get; init; }

    public string? Country { get; init; }

    public string? IpAddress { get; init; }

    public string? SignInRisk { get; init; }

    public string? UserRisk { get; init; }
}

/// <summary>Says of a policy whether it applies to a sign-in, and if not, the first reason why not, in Graph's words.</summary>
internal sealed class WhatIf(SandboxTenant tenant, SandboxMissingCondition missing, WhatIfSignIn signIn)
{
    public const string Applies = "notSet";
    private const string Guests = "GuestsOrExternalUsers";

    private readonly HashSet<string> _groups =
        new(tenant.GroupsOf(signIn.User.Id).Select(id => id.ToString()), StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _roles =
        new(signIn.User.DirectoryRoles.Select(role => new DirectoryRole(role).TemplateId.ToString()), StringComparer.OrdinalIgnoreCase);

    public string Judge(SandboxConditionalAccessPolicy policy)
    {
        if (policy.State == SandboxConditionalAccessState.Disabled) return "policyNotEnabled";
        if (!IsMeant(policy)) return "users";
        return TargetReason(policy)
            ?? Reason(policy.ClientAppTypes, signIn.ClientAppType, "clientApps")
            ?? Reason(policy.IncludePlatforms, signIn.Platform, "devicePlatform")
            ?? (signIn.Platform is { } platform && Has(policy.ExcludePlatforms, platform) ? "devicePlatform" : null)
            ?? LocationReason(policy)
            ?? Reason(policy.SignInRiskLevels, signIn.SignInRisk, "signInRisk")
            ?? Reason(policy.UserRiskLevels, signIn.UserRisk, "userRisk")
            ?? Applies;
    }

    private bool IsMeant(SandboxConditionalAccessPolicy policy)
    {
        var isIncluded = policy.IncludeUsers.Contains("All") || IsNamed(policy.IncludeUsers)
            || policy.IncludeGroups.Any(_groups.Contains) || policy.IncludeRoles.Any(_roles.Contains);
        return isIncluded && !IsNamed(policy.ExcludeUsers)
            && !policy.ExcludeGroups.Any(_groups.Contains) && !policy.ExcludeRoles.Any(_roles.Contains);
    }

    private bool IsNamed(IReadOnlyList<string> users) =>
        Has(users, signIn.User.Id.ToString()) || (users.Contains(Guests) && signIn.User.UserType == "Guest");

    /// <summary>A policy for all applications holds for user actions too, as the documented answers show.</summary>
    private string? TargetReason(SandboxConditionalAccessPolicy policy)
    {
        if (signIn.UserAction is { } action)
        {
            return policy.IncludeApplications.Contains("All") || Has(policy.IncludeUserActions, action) ? null : "userActions";
        }

        if (signIn.AuthenticationContext is { } context)
        {
            return Has(policy.IncludeAuthenticationContexts, context) ? null : "authenticationContext";
        }

        bool Names(IReadOnlyList<string> applications) => signIn.Applications.Any(id => Has(applications, id));
        return (policy.IncludeApplications.Contains("All") || Names(policy.IncludeApplications)) && !Names(policy.ExcludeApplications)
            ? null : "application";
    }

    private string? LocationReason(SandboxConditionalAccessPolicy policy)
    {
        if (policy.IncludeLocations.Count == 0) return null;
        if (signIn.Country is null && signIn.IpAddress is null) return Unknown;
        return policy.IncludeLocations.Any(IsAt) && !policy.ExcludeLocations.Any(IsAt) ? null : "location";
    }

    /// <summary>Null where the condition holds.</summary>
    private string? Reason(IReadOnlyList<string> wanted, string? told, string reason) =>
        wanted.Count == 0 || wanted.Contains("all") ? null
        : told is null ? Unknown
        : Has(wanted, told) ? null : reason;

    /// <summary>What follows from a condition about which the request says nothing; null where the policy counts as applying.</summary>
    private string? Unknown => missing == SandboxMissingCondition.NotEnoughInformation ? "notEnoughInformation" : null;

    private static bool Has(IReadOnlyList<string> list, string value) => list.Contains(value, StringComparer.OrdinalIgnoreCase);

    private bool IsAt(string location)
    {
        if (location == "All") return true;
        if (location == "AllTrusted") return tenant.ConditionalAccess.Locations.Any(one => one.IsTrusted && IsAt(one));
        return tenant.ConditionalAccess.Locations.FirstOrDefault(one => one.Id.ToString() == location) is { } named && IsAt(named);
    }

    private bool IsAt(SandboxNamedLocation location) =>
        (signIn.Country is { } country && Has(location.Countries, country))
        || (signIn.IpAddress is { } address && location.Ranges.Any(range => IsWithin(address, range)));

    private static bool IsWithin(string address, string range)
    {
        var parts = range.Split('/');
        if (parts.Length != 2 || !IPAddress.TryParse(address, out var one) || !IPAddress.TryParse(parts[0], out var first)) return false;
        if (!int.TryParse(parts[1], out var length) || one.AddressFamily != first.AddressFamily) return false;
        var (left, right) = (one.GetAddressBytes(), first.GetAddressBytes());
        return Enumerable.Range(0, Math.Min(length, left.Length * 8)).All(bit => ((left[bit / 8] ^ right[bit / 8]) & (0x80 >> (bit % 8))) == 0);
    }
}
