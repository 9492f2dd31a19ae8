namespace TapModule.Sandbox.Tenant;

/// <summary>Users by the number, for load and for rehearsals of a whole term.</summary>
internal static class NumberedUsers
{
    private const int TeamSize = 25;
    private static readonly string[] Departments = ["Engineering", "Finance", "Legal", "Marketing", "Retail", "Sales", "Support"];
    private static readonly string[] Languages = ["en-US", "de-DE", "fr-FR", "es-ES", "nl-NL", "pl-PL", "uk-UA"];
    private static readonly Guid GroupId = DemoTenant.IdOf(0x6709, 100);

    /// <summary>
    /// The user of a number. The first of each 25 manages the others of the 25 and has no manager; each fiftieth has no mailbox; each third has
    /// a private address. All of it follows from the number.
    /// </summary>
    public static SandboxUser Create(int number)
    {
        var name = FormattableString.Invariant($"user{number:D7}");
        var manager = number - ((number - 1) % TeamSize);
        return new()
        {
            Id = IdOf(number),
            UserPrincipalName = $"{name}@contoso.example",
            Mail = number % 50 == 0 ? null : $"{name}@contoso.example",
            OtherMails = number % 3 == 0 ? [$"{name}@private.example"] : [],
            EmployeeId = FormattableString.Invariant($"E{number:D7}"),
            Department = Departments[number % Departments.Length],
            PreferredLanguage = Languages[number % Languages.Length],
            ManagerId = manager == number ? null : IdOf(manager),
        };
    }

    public static void Resize(SandboxTenant tenant, int count)
    {
        var before = tenant.FindGroup(GroupId)?.Members.Count ?? 0;
        for (var number = before + 1; number <= count; number++) tenant.SetUser(Create(number));
        tenant.SetGroup(new() { Id = GroupId, DisplayName = "Numbered users", Members = [.. Enumerable.Range(1, count).Select(IdOf)] });
        for (var number = before; number > count; number--) tenant.RemoveUser(IdOf(number).ToString());
    }

    /// <summary>How many there are.</summary>
    public static int CountIn(SandboxTenant tenant) => tenant.FindGroup(GroupId)?.Members.Count ?? 0;

    private static Guid IdOf(int number) => DemoTenant.IdOf(0x4e75, number);
}
