namespace TapModule.Sandbox.Tenant;

/// <summary>The Contoso of the demonstrations. Ids are fixed, so that samples and help texts can show them.</summary>
internal static class DemoTenant
{
    private const string Domain = "contoso.example";

    // The names are letters, digits and ' . - _ ! # ^ ~, as Entra wants them for sign-in; other letters are for display.
    // UPN name, given name, surname, language, country, department.
    private static readonly string[] People =
    [
        "admin|Alex|Wilber|en-US|US|IT",
        "helpdesk|Hanna|Desk|en-US|US|IT",
        "megan.bowen|Megan|Bowen|en-US|US|Marketing",
        "adele.vance|Adele|Vance|en-US|US|Retail",
        "lynne.robbins|Lynne|Robbins|en-GB|GB|Retail",
        "joerg.mueller|Jörg|Müller|de-DE|DE|Finance",
        "zoe.strauss|Zoë|Strauß|de-AT|AT|Finance",
        "francois.lefevre|François|Lefèvre|fr-FR|FR|Sales",
        "chloe.benoit|Chloé|Benoît|fr-CA|CA|Sales",
        "maria.nunez|María|Núñez|es-ES|ES|Sales",
        "joao.conceicao|João|Conceição|pt-BR|BR|Sales",
        "lukasz.zolc|Łukasz|Żółć|pl-PL|PL|Engineering",
        "soren.orsted|Søren|Ørsted|da-DK|DK|Engineering",
        "asa.bjork|Åsa|Björk|sv-SE|SE|Engineering",
        "olafur.thorsson|Ólafur|Þórsson|is-IS|IS|Engineering",
        "ayse.yilmaz|Ayşe|Yılmaz|tr-TR|TR|Engineering",
        "yuki.tanaka|友紀|田中|ja-JP|JP|Engineering",
        "wei.zhang|伟|张|zh-CN|CN|Engineering",
        "minjun.kim|민준|김|ko-KR|KR|Engineering",
        "olena.shevchenko|Олена|Шевченко|uk-UA|UA|Support",
        "nikos.papadopoulos|Νίκος|Παπαδόπουλος|el-GR|GR|Support",
        "noa.levi|נועה|לוי|he-IL|IL|Support",
        "omar.haddad|عمر|حداد|ar-SA|SA|Support",
        "priya.nair|Priya|Nair|hi-IN|IN|Support",
        "sinead.o'brien|Sinéad|O'Brien|en-IE|IE|Support",
        "sam_new-hire|Sam|Taylor|en-AU|AU|Support",
        "grady.archie|Grady|Archie|en-US|US|Legal",
        "miriam.graham|Miriam|Graham|en-US|US|Legal",
    ];

    public static Guid IdOf(short kind, int number) => new(number, kind, 0x4a9d, 0x9e, 0x0f, 0xc0, 0xde, 0x5a, 0x9d, 0xb0, 0xc5);

    public static SandboxTenant Create(TimeProvider clock, Guid? id)
    {
        var tenant = new SandboxTenant("Contoso", clock, id);
        for (var index = 0; index < People.Length; index++) tenant.SetUser(Person(index + 1, People[index].Split('|')));
        var users = tenant.Users.ToDictionary(user => user.UserPrincipalName.Split('@')[0]);

        tenant.SignedInUserId = users["admin"].Id;
        tenant.SetUser(users["admin"] with
        {
            DirectoryRoles = ["Privileged Authentication Administrator", "Authentication Policy Administrator"],
        });
        tenant.SetUser(users["helpdesk"] with { DirectoryRoles = ["Authentication Administrator"] });
        tenant.SetUser(users["grady.archie"] with { AccountEnabled = false });
        tenant.SetUser(users["adele.vance"] with
        {
            AuthenticationMethods =
            [
                SandboxAuthenticationMethod.Password,
                new("phone", "3179e48a-750b-4051-897c-87b9720928f7"),
                new("microsoftAuthenticator", "6803c096-8c3d-4b0a-9c1c-1f2f5d7c7a01"),
                new("fido2", "-2_GRUg2-HYz6_1YG4YRAQ2"),
            ],
        });
        AddPrivateData(tenant, users);
        AddSpecialUsers(tenant);
        AddGroups(tenant, users);
        DemoConditionalAccess.AddTo(tenant);
        return tenant;
    }

    private static SandboxUser Person(int number, string[] fields) => new()
    {
        Id = IdOf(0x05e7, number),
        UserPrincipalName = $"{fields[0]}@{Domain}",
        DisplayName = $"{fields[1]} {fields[2]}",
        GivenName = fields[1],
        Surname = fields[2],
        PreferredLanguage = fields[3],
        UsageLocation = fields[4],
        Department = fields[5],
        Mail = $"{fields[0]}@{Domain}",
        ManagerId = number > 3 ? IdOf(0x05e7, 3) : null,
    };

    // Managers, methods and addresses of each kind, so that a rehearsal meets all of them.
    private static void AddPrivateData(SandboxTenant tenant, Dictionary<string, SandboxUser> users)
    {
        SandboxUser Changed(string name, Func<SandboxUser, SandboxUser> change)
        {
            var user = change(tenant.FindUser(users[name].Id.ToString())!);
            tenant.SetUser(user);
            return user;
        }

        var priya = Changed("priya.nair", user => user with { JobTitle = "Head of Support", EmployeeId = "1024" });
        foreach (var user in users.Values.Where(user => user.Department == "Support" && user.Id != priya.Id))
        {
            Changed(user.UserPrincipalName.Split('@')[0], one => one with { ManagerId = priya.Id });
        }

        Changed("olena.shevchenko", user => user with
        {
            EmployeeId = "1077",
            MobilePhone = "+380 44 555 0177",
            OtherMails = ["olena@private.example"],
        });
        Changed("sam_new-hire", user => user with { OtherMails = ["sam.taylor@private.example"] });
        Changed("noa.levi", user => user with { Mail = null });
        Changed("lynne.robbins", user => user with
        {
            AuthenticationMethods = [SandboxAuthenticationMethod.Password, new("qrCodePin", "f4dc6b4e-0f4c-4b7c-8a57-5a3a2a3a6b01")],
        });
        tenant.SetAdministrativeUnit(new()
        {
            Id = IdOf(0x0a11, 1),
            DisplayName = "Shops",
            Members = [.. users.Values.Where(user => user.Department == "Retail").Select(user => user.Id)],
        });
    }

    private static void AddSpecialUsers(SandboxTenant tenant)
    {
        tenant.SetUser(new SandboxUser
        {
            Id = IdOf(0x05e7, 101),
            UserPrincipalName = $"internal.guest@{Domain}",
            DisplayName = "Ines Guest",
            GivenName = "Ines",
            Surname = "Guest",
            UserType = "Guest",
            Department = "Partners",
        });
        tenant.SetUser(new SandboxUser
        {
            Id = IdOf(0x05e7, 102),
            UserPrincipalName = $"eva.external_fabrikam.example#EXT#@{Domain}",
            DisplayName = "Eva External",
            GivenName = "Eva",
            Surname = "External",
            UserType = "Guest",
            CreationType = "Invitation",
            Mail = "eva.external@fabrikam.example",
            Identities = [new("federated", "ExternalAzureAD", null)],
            AuthenticationMethods = [],
        });
        tenant.SetUser(new SandboxUser
        {
            Id = IdOf(0x05e7, 103),
            UserPrincipalName = $"global.admin@{Domain}",
            DisplayName = "Gloria Admin",
            GivenName = "Gloria",
            Surname = "Admin",
            Department = "IT",
            DirectoryRoles = ["Global Administrator"],
        });
        tenant.SetUser(new SandboxUser
        {
            Id = IdOf(0x05e7, 104),
            UserPrincipalName = $"kiosk@{Domain}",
            DisplayName = "Kiosk account",
            Department = "Retail",
        });
        tenant.SetUser(new SandboxUser
        {
            Id = IdOf(0x05e7, 105),
            UserPrincipalName = $"brand.new@{Domain}",
            DisplayName = "Brand New",
            GivenName = "Brand",
            Surname = "New",
            Department = "Support",
            PreferredLanguage = "en-US",
            UsageLocation = "US",
            ReadyAfter = TimeSpan.FromSeconds(5),
        });
    }

    private static void AddGroups(SandboxTenant tenant, Dictionary<string, SandboxUser> users)
    {
        Guid[] In(string department) => [.. users.Values.Where(user => user.Department == department).Select(user => user.Id)];
        SandboxGroup Group(int number, string name, params Guid[] members) =>
            new() { Id = IdOf(0x6709, number), DisplayName = name, Members = members };

        var engineering = Group(1, "Engineering", In("Engineering"));
        var support = Group(2, "Support", [.. In("Support"), IdOf(0x05e7, 105)]);
        var noPasses = Group(8, "No Temporary Access Pass", IdOf(0x05e7, 104));
        SandboxGroup[] groups =
        [
            engineering,
            support,
            Group(3, "Sales", In("Sales")),
            Group(4, "New hires 2026", support.Id, users["yuki.tanaka"].Id, users["joerg.mueller"].Id, users["ayse.yilmaz"].Id),
            Group(5, "All staff", engineering.Id, support.Id, IdOf(0x6709, 3), users["megan.bowen"].Id),
            Group(6, "Project Falcon", users["adele.vance"].Id),
            Group(7, "Project Falcon", users["lynne.robbins"].Id),
            noPasses,
            Group(9, "Tier 0 operators", users["miriam.graham"].Id) with { IsAssignableToRole = true },
        ];
        foreach (var group in groups) tenant.SetGroup(group);
        tenant.Policy = new SandboxPolicy { ExcludeTargets = [new(noPasses.Id.ToString(), false)] };
    }
}
