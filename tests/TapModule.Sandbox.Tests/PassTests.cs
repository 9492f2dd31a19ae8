using System.Text.Json;
using TapModule.Sandbox.Tests.Support;

namespace TapModule.Sandbox.Tests;

public abstract class PassTests(Door door) : WireTests(door)
{
    private const string User = "megan.bowen";

    public static TheoryData<string> AwkwardNames =>
        ["sam+new.hire", "sinéad.o'brian", "jörg.müller", "ayşe.yılmaz", "łukasz.żółć", "ólafur.þórsson", "françois.lefèvre"];

    [Fact]
    public async Task A_create_shows_the_code_once()
    {
        var created = await CreateAsync(User, """{"lifetimeInMinutes":120,"isUsableOnce":true}""");

        Assert.Equal(201, created.Status);
        Assert.Equal("#microsoft.graph.temporaryAccessPassAuthenticationMethod", created.Body.GetProperty("@odata.type").GetString());
        Assert.Equal(Tenant.CurrentPass(Upn(User))!.TemporaryAccessPass, created.Body.GetProperty("temporaryAccessPass").GetString());
        Assert.Equal("2026-03-02T08:00:00.1234567Z", created.Body.GetProperty("createdDateTime").GetString());
        Assert.Equal("2026-03-02T08:00:00.1234567Z", created.Body.GetProperty("startDateTime").GetString());
        Assert.Equal(120, created.Body.GetProperty("lifetimeInMinutes").GetInt32());
        Assert.True(created.Body.GetProperty("isUsableOnce").GetBoolean());
        Assert.True(created.Body.GetProperty("isUsable").GetBoolean());
        Assert.Equal("EnabledByPolicy", created.Body.GetProperty("methodUsabilityReason").GetString());

        var id = created.Body.GetProperty("id").GetString();
        var listed = Assert.Single((await GetAsync("/v1.0" + PassesOf(Upn(User)))).Value);
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("temporaryAccessPass").ValueKind);
        Assert.Equal(id, listed.GetProperty("id").GetString());
        Assert.False(listed.TryGetProperty("@odata.type", out _));

        var one = (await GetAsync($"/v1.0{PassesOf(Upn(User))}/{id}")).Body;
        Assert.Equal(JsonValueKind.Null, one.GetProperty("temporaryAccessPass").ValueKind);
        Assert.Equal("#microsoft.graph.temporaryAccessPassAuthenticationMethod", one.GetProperty("@odata.type").GetString());
    }

    [Fact]
    public async Task What_is_left_out_comes_from_the_policy()
    {
        Tenant.Policy = Tenant.Policy with { DefaultLifetimeInMinutes = 90, DefaultLength = 24 };

        var created = (await CreateAsync(User, """{"lifetimeInMinutes":null,"isUsableOnce":null,"startDateTime":null}""")).Body;

        Assert.Equal(90, created.GetProperty("lifetimeInMinutes").GetInt32());
        Assert.False(created.GetProperty("isUsableOnce").GetBoolean());
        Assert.Equal(24, created.GetProperty("temporaryAccessPass").GetString()!.Length);
    }

    [Fact]
    public async Task A_create_takes_the_place_of_the_pass_before()
    {
        var first = (await CreateAsync(User)).Body.GetProperty("temporaryAccessPass").GetString();
        var second = (await CreateAsync(User)).Body.GetProperty("temporaryAccessPass").GetString();

        Assert.Single((await GetAsync("/v1.0" + PassesOf(Upn(User)))).Value);
        Assert.Equal(second, Tenant.CurrentPass(Upn(User))!.TemporaryAccessPass);
        Assert.Equal([first!, second!], Tenant.IssuedCodes(Upn(User)));
        Assert.Equal(2, Tenant.PassesIssued);
    }

    [Fact]
    public async Task A_delete_needs_the_pass_id_and_works_once()
    {
        var id = (await CreateAsync(User)).Body.GetProperty("id").GetString();

        Assert.Equal(404, (await SendAsync("DELETE", $"/v1.0{PassesOf(Upn(User))}/{Guid.NewGuid()}")).Status);
        var deleted = await SendAsync("DELETE", $"/v1.0{PassesOf(Upn(User))}/{id}");
        Assert.Equal(204, deleted.Status);
        Assert.Equal("", deleted.Text);
        Assert.Equal(404, (await SendAsync("DELETE", $"/v1.0{PassesOf(Upn(User))}/{id}")).Status);
        Assert.Empty((await GetAsync("/v1.0" + PassesOf(Upn(User)))).Value);
        Assert.Null(Tenant.CurrentPass(Upn(User)));
    }

    [Theory]
    [MemberData(nameof(AwkwardNames))]
    public async Task Names_with_awkward_letters_are_found(string name)
    {
        // Not all of them are names that Entra allows today; old accounts have some.
        Tenant.SetUser(new() { UserPrincipalName = Upn(name) });
        Assert.Equal(201, (await CreateAsync(name)).Status);
        Assert.NotNull(Tenant.CurrentPass(Upn(name)));

        var keyed = $"/v1.0/users('{Uri.EscapeDataString(Upn(name).Replace("'", "''"))}')/authentication/temporaryAccessPassMethods";
        Assert.Single((await GetAsync(keyed)).Value);
        Assert.Single((await GetAsync("/v1.0" + PassesOf(Tenant.FindUser(Upn(name))!.Id.ToString()))).Value);
    }

    [Fact]
    public async Task A_number_sign_cuts_the_rest_off_unless_it_is_escaped()
    {
        const string Guest = "eva.external_fabrikam.example#EXT#@contoso.example";

        var whole = await PostAsync("/v1.0" + PassesOf(Guest), "{}");
        Assert.Equal("Temporary Access Pass cannot be added to an external guest user.", whole.ErrorMessage);

        var cut = await BatchAsync(BatchAnswer.Item("1", "GET", $"/users/{Guest}/authentication/temporaryAccessPassMethods"));
        Assert.Equal(404, cut.Items["1"].Status);
        Assert.Equal("Request_ResourceNotFound", cut.Items["1"].ErrorCode);
        Assert.Contains("'eva.external_fabrikam.example'", cut.Items["1"].ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_state_follows_the_clock()
    {
        await CreateAsync(User, """{"startDateTime":"2026-03-02T10:00:00+01:00","lifetimeInMinutes":60}""");

        Assert.Equal((false, "NotYetValid"), await StateAsync());
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((true, "EnabledByPolicy"), await StateAsync());
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((false, "Expired"), await StateAsync());
        Assert.False(Tenant.UsePass(Upn(User)));
    }

    [Fact]
    public async Task A_one_time_pass_is_spent_after_one_sign_in()
    {
        await CreateAsync(User, """{"isUsableOnce":true}""");

        Assert.True(Tenant.UsePass(Upn(User)));
        Assert.False(Tenant.UsePass(Upn(User)));
        Assert.Equal((false, "OneTimeUsed"), await StateAsync());
    }

    [Fact]
    public async Task A_multi_use_pass_is_not_spent()
    {
        await CreateAsync(User, """{"isUsableOnce":false}""");

        Assert.True(Tenant.UsePass(Upn(User)));
        Assert.True(Tenant.UsePass(Upn(User)));
        Assert.Equal((true, "EnabledByPolicy"), await StateAsync());
    }

    [Fact]
    public async Task A_stricter_policy_blocks_passes_that_exist()
    {
        await CreateAsync(User);

        Tenant.Policy = Tenant.Policy with { IsUsableOnce = true };
        Assert.Equal((false, "DisabledByPolicy"), await StateAsync());
        Tenant.Policy = Tenant.Policy with { IsUsableOnce = false, State = SandboxPolicyState.Disabled };
        Assert.Equal((false, "DisabledByPolicy"), await StateAsync());
    }

    [Theory]
    [InlineData(59)]
    [InlineData(481)]
    [InlineData(0)]
    [InlineData(-60)]
    public async Task A_lifetime_outside_of_the_policy_is_refused(int lifetime)
    {
        var refused = await CreateAsync(User, $$"""{"lifetimeInMinutes":{{lifetime}}}""");

        Assert.Equal((400, "badRequest"), (refused.Status, refused.ErrorCode));
        Assert.Equal("Invalid LifetimeInMinutes specified. The valid range between 60 and 480.", refused.ErrorMessage);
        var inner = refused.Error.GetProperty("innerError");
        Assert.Equal(refused.ErrorMessage, inner.GetProperty("message").GetString());
        Assert.Equal("2026-03-02T08:00:00", inner.GetProperty("date").GetString());
        Assert.Equal(refused.Header("request-id"), inner.GetProperty("request-id").GetString());
    }

    [Fact]
    public async Task A_multi_use_pass_is_refused_where_the_policy_wants_one_time_passes()
    {
        Tenant.Policy = Tenant.Policy with { IsUsableOnce = true };

        var refused = await CreateAsync(User, """{"isUsableOnce":false}""");

        Assert.Equal((400, "badRequest"), (refused.Status, refused.ErrorCode));
        Assert.Equal(
            "Invalid IsUsableOnce specified. Tenant Policy does not allow multiple use temporary access pass method.",
            refused.ErrorMessage);
    }

    [Fact]
    public async Task A_disabled_policy_refuses_every_pass()
    {
        Tenant.Policy = Tenant.Policy with { State = SandboxPolicyState.Disabled };

        var refused = await CreateAsync(User);

        Assert.Equal((400, "badRequest"), (refused.Status, refused.ErrorCode));
        Assert.Equal(
            "Converged UserCredentialPolicy does not allow creating or updating this authentication method. "
            + "AuthMethodType [TemporaryAccessPass].",
            refused.ErrorMessage);
    }

    [Fact]
    public async Task Guests_of_this_tenant_and_disabled_accounts_can_have_a_pass()
    {
        Assert.Equal(201, (await CreateAsync("internal.guest")).Status);
        Assert.Equal(201, (await CreateAsync("grady.archie")).Status);
    }

    [Fact]
    public async Task A_brand_new_user_is_unknown_for_some_seconds()
    {
        Assert.Equal(404, (await CreateAsync("brand.new")).Status);
        Assert.Equal(200, (await GetAsync($"/v1.0/users/{Upn("brand.new")}")).Status);
        Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(404, (await CreateAsync("brand.new")).Status);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(201, (await CreateAsync("brand.new")).Status);
    }

    [Fact]
    public async Task Nobody_makes_a_pass_for_themselves()
    {
        var refused = await CreateAsync("admin");
        Assert.Equal((403, "accessDenied", "Request Authorization failed"), (refused.Status, refused.ErrorCode, refused.ErrorMessage));
        Assert.Equal(403, (await PostAsync("/v1.0/me/authentication/temporaryAccessPassMethods", "{}")).Status);
    }

    [Fact]
    public async Task Callers_see_and_delete_their_own_pass()
    {
        const string Mine = "/v1.0/me/authentication/temporaryAccessPassMethods";
        Tenant.SignedInUserId = Tenant.FindUser(Upn("helpdesk"))!.Id;
        await CreateAsync("admin");
        Tenant.SignedInUserId = Tenant.FindUser(Upn("admin"))!.Id;

        var id = Assert.Single((await GetAsync(Mine)).Value).GetProperty("id").GetString();
        Assert.Equal(200, (await GetAsync($"{Mine}/{id}")).Status);
        Assert.Equal(204, (await SendAsync("DELETE", $"{Mine}/{id}")).Status);
    }

    [Fact]
    public async Task Me_means_nothing_to_an_app()
    {
        Tenant.SignedInUserId = null;

        var refused = await GetAsync("/v1.0/me/authentication/temporaryAccessPassMethods");

        Assert.Equal((400, "BadRequest"), (refused.Status, refused.ErrorCode));
        Assert.Equal("/me request is only valid with delegated authentication flow.", refused.ErrorMessage);
    }

    [Theory]
    [InlineData("""{"lifetime":60}""")]
    [InlineData("""{"temporaryAccessPass":"chosen-by-me"}""")]
    [InlineData("""{"lifetimeInMinutes":"60"}""")]
    [InlineData("""{"lifetimeInMinutes":60.5}""")]
    [InlineData("""{"isUsableOnce":"true"}""")]
    [InlineData("""{"startDateTime":"tomorrow"}""")]
    [InlineData("""{"startDateTime":"2026-03-05T00:00:00"}""")]
    [InlineData("""{"@odata.type":"#microsoft.graph.user"}""")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("")]
    public async Task A_body_that_is_not_right_is_refused(string body)
    {
        Assert.Equal(400, (await CreateAsync(User, body)).Status);
        Assert.Equal(0, Tenant.PassesIssued);
    }

    [Fact]
    public async Task The_type_may_be_named()
    {
        var created = await CreateAsync(User, """{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod"}""");
        Assert.Equal(201, created.Status);
    }

    [Theory]
    [InlineData("PATCH", "/v1.0/users/megan.bowen@contoso.example/authentication/temporaryAccessPassMethods", 405)]
    [InlineData("GET", "/v1.0/users/megan.bowen@contoso.example/authentication/nothing", 400)]
    [InlineData("GET", "/v2.0/users", 400)]
    [InlineData("GET", "/v1.0/users/nobody@contoso.example/authentication/temporaryAccessPassMethods", 404)]
    public async Task Other_paths_are_refused(string method, string path, int status) =>
        Assert.Equal(status, (await SendAsync(method, path, "{}")).Status);

    [Fact]
    public async Task The_methods_of_a_user_include_the_pass()
    {
        await CreateAsync("adele.vance");

        var methods = await GetAsync($"/v1.0/users/{Upn("adele.vance")}/authentication/methods");

        Assert.Equal(
            [
                "#microsoft.graph.passwordAuthenticationMethod",
                "#microsoft.graph.phoneAuthenticationMethod",
                "#microsoft.graph.microsoftAuthenticatorAuthenticationMethod",
                "#microsoft.graph.fido2AuthenticationMethod",
                "#microsoft.graph.temporaryAccessPassAuthenticationMethod",
            ],
            methods.Value.Select(method => method.GetProperty("@odata.type").GetString()));
    }

    [Fact]
    public async Task Every_answer_carries_the_service_headers()
    {
        var answer = await GetAsync("/v1.0" + PassesOf(Upn(User)), ("client-request-id", "3f0f1b2e-0000-4000-8000-000000000001"));

        Assert.Equal("3f0f1b2e-0000-4000-8000-000000000001", answer.Header("client-request-id"));
        Assert.True(Guid.TryParse(answer.Header("request-id"), out _));
        Assert.Equal("Mon, 02 Mar 2026 08:00:00 GMT", answer.Header("Date"));
        Assert.StartsWith("application/json", answer.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Contains("ServerInfo", answer.Header("x-ms-ags-diagnostic"), StringComparison.Ordinal);
    }

    private async Task<(bool IsUsable, string? Reason)> StateAsync()
    {
        var pass = Assert.Single((await GetAsync("/v1.0" + PassesOf(Upn(User)))).Value);
        return (pass.GetProperty("isUsable").GetBoolean(), pass.GetProperty("methodUsabilityReason").GetString());
    }

    public sealed class InProcess() : PassTests(Door.InProcess);

    public sealed class OverHttp() : PassTests(Door.Http);
}
