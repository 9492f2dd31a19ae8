using System.Text.Json;
using TapModule.Sandbox.Tests.Support;

namespace TapModule.Sandbox.Tests;

public abstract class DirectoryTests(Door door) : WireTests(door)
{
    private static readonly (string, string) Eventual = ("ConsistencyLevel", "eventual");

    [Fact]
    public async Task A_user_shows_the_usual_properties_unless_others_are_selected()
    {
        var usual = (await GetAsync($"/v1.0/users/{Upn("megan.bowen")}")).Body;
        Assert.Equal("Megan Bowen", usual.GetProperty("displayName").GetString());
        Assert.False(usual.TryGetProperty("accountEnabled", out _));
        Assert.Equal(400, (await GetAsync($"/v1.0/users/{Upn("megan.bowen")}?$select=shoeSize")).Status);
    }

    [Fact]
    public async Task Selected_properties_are_all_that_comes()
    {
        const string Select = "?$select=id,accountEnabled,department,usageLocation,preferredLanguage";
        var user = (await GetAsync($"/v1.0/users/{Upn("joerg.mueller")}{Select}")).Body;

        Assert.Equal(
            ["@odata.context", "id", "department", "accountEnabled", "preferredLanguage", "usageLocation"],
            user.EnumerateObject().Select(property => property.Name));
        Assert.Equal("Finance", user.GetProperty("department").GetString());
        Assert.Equal("DE", user.GetProperty("usageLocation").GetString());
        Assert.Equal("de-DE", user.GetProperty("preferredLanguage").GetString());
    }

    [Fact]
    public async Task Identities_tell_guests_apart()
    {
        const string Select = "?$select=userType,creationType,identities";
        var external = (await GetAsync("/v1.0/users/eva.external_fabrikam.example%23EXT%23@contoso.example" + Select)).Body;
        var inside = (await GetAsync($"/v1.0/users/{Upn("internal.guest")}{Select}")).Body;

        Assert.Equal(("Guest", "Guest"), (external.GetProperty("userType").GetString(), inside.GetProperty("userType").GetString()));
        Assert.Equal("Invitation", external.GetProperty("creationType").GetString());
        Assert.Equal(JsonValueKind.Null, inside.GetProperty("creationType").ValueKind);
        Assert.Equal(("federated", "ExternalAzureAD"), IdentityOf(external));
        Assert.Equal(("userPrincipalName", "contoso.example"), IdentityOf(inside));

        static (string?, string?) IdentityOf(JsonElement user)
        {
            var identity = Assert.Single(user.GetProperty("identities").EnumerateArray());
            return (identity.GetProperty("signInType").GetString(), identity.GetProperty("issuer").GetString());
        }
    }

    [Theory]
    [InlineData("userPrincipalName eq 'sinead.o''brien@contoso.example'", "sinead.o'brien")]
    [InlineData("userPrincipalName eq 'SAM_new-hire@contoso.example'", "sam_new-hire")]
    [InlineData("startswith(displayName,'Me')", "megan.bowen")]
    [InlineData("startsWith(userPrincipalName, 'lynne') and accountEnabled eq true", "lynne.robbins")]
    [InlineData("department eq 'Legal' and accountEnabled eq false", "grady.archie")]
    [InlineData("department eq 'Legal' and (accountEnabled eq true or userType eq 'Guest')", "miriam.graham")]
    [InlineData("employeeId eq '1077' or startswith(mail,'olena.') or startswith(givenName,'Олена')", "olena.shevchenko")]
    [InlineData("userType eq 'Guest' and creationType eq null", "internal.guest")]
    [InlineData("id in ('00000003-05e7-4a9d-9e0f-c0de5a9db0c5', '99999999-05e7-4a9d-9e0f-c0de5a9db0c5')", "megan.bowen")]
    [InlineData("displayName eq '友紀 田中'", "yuki.tanaka")]
    public async Task Filters_find_users(string filter, string expected)
    {
        var users = await GetAsync("/v1.0/users?$filter=" + Uri.EscapeDataString(filter));

        Assert.Equal(Upn(expected), Assert.Single(users.Value).GetProperty("userPrincipalName").GetString());
    }

    [Theory]
    [InlineData("endswith(userPrincipalName,'example')")]
    [InlineData("department ne 'Legal'")]
    [InlineData("not (department eq 'Legal')")]
    [InlineData("contains(displayName,'a')")]
    [InlineData("(department eq 'Legal'")]
    [InlineData("department eq Legal")]
    [InlineData("department eq 'Legal' and")]
    [InlineData("")]
    public async Task Filters_that_are_not_supported_are_refused(string filter) =>
        Assert.Equal(400, (await GetAsync("/v1.0/users?$filter=" + Uri.EscapeDataString(filter))).Status);

    [Theory]
    [InlineData("department eq 'Legal' and accountEnabled ne false", "miriam.graham")]
    [InlineData("endswith(mail,'@fabrikam.example')", "eva.external_fabrikam.example#EXT#")]
    [InlineData("department eq 'Legal' and not(accountEnabled eq false)", "miriam.graham")]
    public async Task Advanced_filters_need_the_header(string filter, string expected)
    {
        var path = "/v1.0/users?$count=true&$filter=" + Uri.EscapeDataString(filter);

        Assert.Equal(400, (await GetAsync(path)).Status);
        Assert.Equal(Upn(expected), Assert.Single((await GetAsync(path, Eventual)).Value).GetProperty("userPrincipalName").GetString());
    }

    [Theory]
    [InlineData("\"displayName:shev\"", "olena.shevchenko")]
    [InlineData("\"displayName:олена\"", "olena.shevchenko")]
    [InlineData("\"mail:olena\" OR \"displayName:nobody\"", "olena.shevchenko")]
    [InlineData("\"displayName:graham\" AND \"displayName:mir\"", "miriam.graham")]
    public async Task Users_are_searched_for(string search, string expected)
    {
        var path = "/v1.0/users?$search=" + Uri.EscapeDataString(search);

        var refused = await GetAsync(path);
        Assert.Equal((400, "Request_UnsupportedQuery"), (refused.Status, refused.ErrorCode));
        var found = await GetAsync(path, Eventual);
        if (expected == "olena.shevchenko" && search.Contains("shev", StringComparison.Ordinal)) Assert.Empty(found.Value);
        else Assert.Equal(Upn(expected), Assert.Single(found.Value).GetProperty("userPrincipalName").GetString());
    }

    [Fact]
    public async Task Groups_are_searched_for()
    {
        var found = await GetAsync("/v1.0/groups?$search=" + Uri.EscapeDataString("\"displayName:hires\""), Eventual);

        Assert.Equal("New hires 2026", Assert.Single(found.Value).GetProperty("displayName").GetString());
        Assert.Equal(400, (await GetAsync("/v1.0/groups?$search=hires", Eventual)).Status);
        Assert.Equal(400, (await GetAsync("/v1.0/groups?$search=" + Uri.EscapeDataString("\"id:1\""), Eventual)).Status);
    }

    [Fact]
    public async Task Contact_data_is_shown()
    {
        var user = (await GetAsync($"/v1.0/users/{Upn("olena.shevchenko")}?$select=otherMails,employeeId,mobilePhone,preferredLanguage,businessPhones")).Body;

        Assert.Equal("olena@private.example", Assert.Single(user.GetProperty("otherMails").EnumerateArray()).GetString());
        Assert.Equal("1077", user.GetProperty("employeeId").GetString());
        Assert.Equal("+380 44 555 0177", user.GetProperty("mobilePhone").GetString());
        Assert.Equal("uk-UA", user.GetProperty("preferredLanguage").GetString());
        Assert.Empty(user.GetProperty("businessPhones").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, (await GetAsync($"/v1.0/users/{Upn("noa.levi")}")).Body.GetProperty("mail").ValueKind);
    }

    [Fact]
    public async Task Administrative_units_are_listed_with_their_members()
    {
        var unit = Assert.Single((await GetAsync("/v1.0/directory/administrativeUnits")).Value);
        Assert.Equal("Shops", unit.GetProperty("displayName").GetString());
        var path = $"/v1.0/directory/administrativeUnits/{unit.GetProperty("id").GetString()}";

        Assert.Equal("Shops", (await GetAsync(path)).Body.GetProperty("displayName").GetString());
        Assert.Equal(2, (await GetAsync(path + "/members")).Value.Length);
        var held = await GetAsync($"/v1.0/users/{Upn("adele.vance")}/memberOf/microsoft.graph.administrativeUnit");
        Assert.Equal("#microsoft.graph.administrativeUnit", Assert.Single(held.Value).GetProperty("@odata.type").GetString());
        Assert.Equal(404, (await GetAsync($"/v1.0/directory/administrativeUnits/{Guid.Empty}")).Status);
    }

    [Fact]
    public async Task Pages_lead_to_one_another_until_all_users_are_seen()
    {
        var ids = new List<Guid>();
        var pages = 0;
        for (var next = "/v1.0/users?$select=id&$top=10&$count=true"; next is not null; pages++)
        {
            var page = await GetAsync(next, Eventual);
            Assert.Equal(pages == 0, page.Body.TryGetProperty("@odata.count", out _));
            ids.AddRange(page.Value.Select(user => user.GetProperty("id").GetGuid()));
            next = page.Body.TryGetProperty("@odata.nextLink", out var link) ? link.GetString() : null;
            if (next is null) continue;
            Assert.StartsWith(Client.BaseAddress!.ToString(), next, StringComparison.Ordinal);
            Assert.Contains("$top=10", next, StringComparison.Ordinal);
        }

        Assert.Equal(4, pages);
        Assert.Equal(Tenant.Users.Select(user => user.Id), ids);
    }

    [Fact]
    public async Task A_filter_goes_on_over_pages()
    {
        var first = await GetAsync("/v1.0/users?$filter=department%20eq%20'Engineering'&$top=5");
        var second = await GetAsync(first.Body.GetProperty("@odata.nextLink").GetString()!);

        Assert.Equal((5, 3), (first.Value.Length, second.Value.Length));
        Assert.False(second.Body.TryGetProperty("@odata.nextLink", out _));
    }

    [Theory]
    [InlineData("/v1.0/users?$top=0")]
    [InlineData("/v1.0/users?$top=1000")]
    [InlineData("/v1.0/users?$top=many")]
    [InlineData("/v1.0/users?$skiptoken=made-up")]
    [InlineData("/v1.0/users?$count=true")]
    public async Task Paging_that_makes_no_sense_is_refused(string path) => Assert.Equal(400, (await GetAsync(path)).Status);

    [Fact]
    public async Task The_size_of_a_page_can_be_set()
    {
        Graph.Behavior.PageSize = 3;

        Assert.Equal(3, (await GetAsync("/v1.0/users")).Value.Length);
        Assert.Equal(3, (await GetAsync($"/v1.0/groups/{GroupId("All staff")}/transitiveMembers")).Value.Length);
    }

    [Fact]
    public async Task Managers_are_shown_where_asked_for()
    {
        var manager = await GetAsync($"/v1.0/users/{Upn("joerg.mueller")}/manager");
        Assert.Equal(Upn("megan.bowen"), manager.Body.GetProperty("userPrincipalName").GetString());
        Assert.Equal("#microsoft.graph.user", manager.Body.GetProperty("@odata.type").GetString());
        Assert.Equal(404, (await GetAsync($"/v1.0/users/{Upn("megan.bowen")}/manager")).Status);

        var expanded = await GetAsync($"/v1.0/users/{Upn("joerg.mueller")}?$select=id&$expand=manager($levels=1;$select=id,mail)");
        Assert.Equal(
            ["@odata.type", "id", "mail"], expanded.Body.GetProperty("manager").EnumerateObject().Select(property => property.Name));
        Assert.Equal(Upn("megan.bowen"), expanded.Body.GetProperty("manager").GetProperty("mail").GetString());
        Assert.False((await GetAsync($"/v1.0/users/{Upn("megan.bowen")}?$expand=manager")).Body.TryGetProperty("manager", out _));

        var all = await GetAsync("/v1.0/users?$select=userPrincipalName&$expand=manager($select=mail)&$filter=department eq 'Support'");
        Assert.Contains(all.Value, user => user.GetProperty("manager").GetProperty("mail").GetString() == Upn("priya.nair"));
    }

    [Fact]
    public async Task Managers_come_in_batches_and_some_have_none()
    {
        var batch = await BatchAsync(
            BatchAnswer.Item("1", "GET", $"/users/{Upn("joerg.mueller")}/manager?$select=displayName,mail"),
            BatchAnswer.Item("2", "GET", $"/users/{Upn("megan.bowen")}/manager"),
            BatchAnswer.Item("3", "GET", $"/users/{Upn("nobody")}/manager"));

        Assert.Equal([200, 404, 404], batch.Statuses);
        Assert.Equal("Request_ResourceNotFound", batch.Items["2"].ErrorCode);
    }

    [Fact]
    public async Task A_group_name_need_not_be_unique()
    {
        var twins = await GetAsync("/v1.0/groups?$filter=displayName eq 'Project Falcon'&$select=id,displayName");
        Assert.Equal(2, twins.Value.Length);

        var one = await GetAsync($"/v1.0/groups/{GroupId("New hires 2026")}");
        Assert.Equal("New hires 2026", one.Body.GetProperty("displayName").GetString());
        Assert.Equal(404, (await GetAsync($"/v1.0/groups/{Guid.Empty}")).Status);
        Assert.Equal(404, (await GetAsync("/v1.0/groups/New%20hires%202026/members")).Status);
    }

    [Fact]
    public async Task Members_are_users_and_groups()
    {
        var members = (await GetAsync($"/v1.0/groups/{GroupId("New hires 2026")}/members?$select=id,displayName,userPrincipalName")).Value;

        Assert.Equal(
            ["#microsoft.graph.group", "#microsoft.graph.user", "#microsoft.graph.user", "#microsoft.graph.user"],
            members.Select(member => member.GetProperty("@odata.type").GetString()));
        Assert.Equal("Support", members[0].GetProperty("displayName").GetString());
    }

    [Fact]
    public async Task Users_in_nested_groups_are_found_with_a_cast()
    {
        var path = $"/v1.0/groups/{GroupId("New hires 2026")}/transitiveMembers/microsoft.graph.user?$select=id,userPrincipalName&$top=5";

        foreach (var refused in new[] { await GetAsync(path), await GetAsync(path, Eventual), await GetAsync(path + "&$count=true") })
        {
            Assert.Equal((400, "Request_UnsupportedQuery"), (refused.Status, refused.ErrorCode));
        }

        var first = await GetAsync(path + "&$count=true", Eventual);
        Assert.Equal(11, first.Body.GetProperty("@odata.count").GetInt32());
        var next = first.Body.GetProperty("@odata.nextLink").GetString()!;
        Assert.Equal(400, (await GetAsync(next)).Status);
        var second = await GetAsync(next, Eventual);
        var third = await GetAsync(second.Body.GetProperty("@odata.nextLink").GetString()!, Eventual);
        JsonElement[] users = [.. first.Value, .. second.Value, .. third.Value];
        var names = users.Select(user => user.GetProperty("userPrincipalName").GetString()!).ToArray();
        Assert.Equal(11, names.Distinct().Count());
        Assert.Contains(Upn("brand.new"), names);
    }

    [Fact]
    public async Task A_user_knows_its_groups_and_roles()
    {
        Assert.Equal(["Support"], await NamesAsync("priya.nair", "memberOf"));
        Assert.Equal(["All staff", "New hires 2026", "Support"], await NamesAsync("priya.nair", "transitiveMemberOf"));
        Assert.Equal(["Support"], await NamesAsync("priya.nair", "memberOf/microsoft.graph.group"));
        Assert.Equal(["Authentication Administrator"], await NamesAsync("helpdesk", "memberOf"));
        Assert.Equal(["Global Administrator"], await NamesAsync("global.admin", "transitiveMemberOf/microsoft.graph.directoryRole"));

        async Task<string[]> NamesAsync(string user, string of) =>
            [.. (await GetAsync($"/v1.0/users/{Upn(user)}/{of}")).Value.Select(one => one.GetProperty("displayName").GetString()!).Order()];
    }

    [Fact]
    public async Task Membership_can_be_checked()
    {
        var support = GroupId("Support");
        var body = $$"""{"groupIds":["{{support}}","{{GroupId("New hires 2026")}}","{{GroupId("Sales")}}"]}""";

        var held = await PostAsync($"/v1.0/users/{Upn("priya.nair")}/checkMemberGroups", body);
        Assert.Equal([support, GroupId("New hires 2026")], held.Value.Select(id => id.GetGuid()));

        var all = await PostAsync($"/v1.0/users/{Upn("priya.nair")}/getMemberGroups", """{"securityEnabledOnly":false}""");
        Assert.Equal(3, all.Value.Length);
        Assert.Equal(400, (await PostAsync($"/v1.0/users/{Upn("priya.nair")}/getMemberGroups", "{}")).Status);
        Assert.Equal(400, (await PostAsync("/v1.0/me/checkMemberGroups", """{"groupIds":["Support"]}""")).Status);
    }

    [Fact]
    public async Task Objects_are_found_by_their_ids()
    {
        var user = Tenant.FindUser(Upn("megan.bowen"))!.Id;

        var body = $$"""{"ids":["{{user}}","{{GroupId("Sales")}}","{{Guid.Empty}}"],"types":["user","group"]}""";
        var found = await PostAsync("/v1.0/directoryObjects/getByIds", body);

        Assert.Equal(
            ["#microsoft.graph.user", "#microsoft.graph.group"],
            found.Value.Select(one => one.GetProperty("@odata.type").GetString()));
    }

    [Fact]
    public async Task Role_assignments_are_found_by_user()
    {
        var admin = Tenant.FindUser(Upn("global.admin"))!.Id;

        const string Path = "/v1.0/roleManagement/directory/roleAssignments";
        var assignments = await GetAsync($"{Path}?$filter=principalId eq '{admin}'&$expand=roleDefinition");

        var assignment = Assert.Single(assignments.Value);
        Assert.Equal("62e90394-69f5-4237-9190-012177145e10", assignment.GetProperty("roleDefinitionId").GetString());
        Assert.Equal("Global Administrator", assignment.GetProperty("roleDefinition").GetProperty("displayName").GetString());
    }

    [Fact]
    public async Task The_caller_and_the_organisation_are_known()
    {
        Assert.Equal(Upn("admin"), (await GetAsync("/v1.0/me")).Body.GetProperty("userPrincipalName").GetString());
        var organization = Assert.Single((await GetAsync("/v1.0/organization?$select=id,displayName")).Value);
        Assert.Equal(Tenant.Id, organization.GetProperty("id").GetGuid());
        Assert.Equal("Contoso", organization.GetProperty("displayName").GetString());
    }

    private Guid GroupId(string name) => Tenant.Groups.Single(group => group.DisplayName == name).Id;

    public sealed class InProcess() : DirectoryTests(Door.InProcess);

    public sealed class OverHttp() : DirectoryTests(Door.Http);
}
