namespace TapModule.Sandbox.Tenant;

/// <summary>A directory role. The well-known ones have Microsoft's template ids; others get one made from the name.</summary>
internal sealed record DirectoryRole(string DisplayName)
{
    private static readonly Dictionary<string, Guid> WellKnown = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Global Administrator"] = new("62e90394-69f5-4237-9190-012177145e10"),
        ["Privileged Authentication Administrator"] = new("7be44c8a-adaf-4e2a-84d6-ab2649e08a13"),
        ["Authentication Administrator"] = new("c4e39bd9-1100-46d3-8c65-fb160da0071f"),
        ["Authentication Policy Administrator"] = new("0526716b-113d-4c15-b2c8-68e3c22b9f80"),
        ["Global Reader"] = new("f2ef992c-3afb-46b9-b7cf-a126ee74c451"),
        ["Security Reader"] = new("5d6b6bb7-de71-4623-b4af-96380a352509"),
        ["Helpdesk Administrator"] = new("729827e3-9c14-49f7-bb1b-9608f156bbb8"),
        ["User Administrator"] = new("fe930be7-5e62-47db-91af-98c3a49a38b1"),
        ["Directory Readers"] = new("88d8e3e3-8f55-4a1e-953a-9b9898b8876b"),
        ["Reports Reader"] = new("4a5d8f65-41da-4de4-8968-e035b65339cf"),
    };

    /// <summary>The names of the roles that a caller can be given.</summary>
    public static IReadOnlyDictionary<SandboxCallerRoles, string> NamesByFlag { get; } = new Dictionary<SandboxCallerRoles, string>
    {
        [SandboxCallerRoles.GlobalReader] = "Global Reader",
        [SandboxCallerRoles.AuthenticationAdministrator] = "Authentication Administrator",
        [SandboxCallerRoles.PrivilegedAuthenticationAdministrator] = "Privileged Authentication Administrator",
        [SandboxCallerRoles.AuthenticationPolicyAdministrator] = "Authentication Policy Administrator",
        [SandboxCallerRoles.SecurityReader] = "Security Reader",
    };

    public Guid TemplateId => WellKnown.TryGetValue(DisplayName, out var id) ? id : IdFrom(DisplayName, 0x01);

    /// <summary>The role's own id in this tenant, which differs from its template's.</summary>
    public Guid Id => IdFrom(DisplayName, 0x02);

    private static Guid IdFrom(string name, byte salt)
    {
        var bytes = new byte[16];
        for (var index = 0; index < name.Length; index++)
        {
            bytes[index % 15] = (byte)((bytes[index % 15] * 31) + char.ToUpperInvariant(name[index]));
        }

        bytes[15] = salt;
        return new(bytes);
    }
}

/// <summary>That a user holds a role.</summary>
/// <param name="PrincipalId">The holder.</param>
/// <param name="Role">The role.</param>
/// <param name="DirectoryScopeId">Where it holds: <c>/</c> for the whole tenant, or <c>/administrativeUnits/</c> and an id.</param>
internal sealed record RoleAssignment(Guid PrincipalId, DirectoryRole Role, string DirectoryScopeId = "/")
{
    public string Id => $"{Role.TemplateId:N}-{PrincipalId:N}{DirectoryScopeId.Replace("/", "")}";
}
