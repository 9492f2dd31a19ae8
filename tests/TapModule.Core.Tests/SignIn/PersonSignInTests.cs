using System.Collections.Concurrent;
using TapModule.Core.Errors;
using TapModule.Core.SignIn;
using TapModule.Core.SignIn.Methods;

namespace TapModule.Core.Tests.SignIn;

[Collection(EnvironmentScope.Collection)]
public sealed class PersonSignInTests : SignInTest
{
    private readonly ConcurrentQueue<string> _shown = new();

    private DeviceCodeSignIn DeviceCode => new() { TenantId = State.TenantId, Show = _shown.Enqueue };

    [Fact]
    public async Task A_code_is_shown_once_and_polled_for_until_the_person_has_signed_in()
    {
        State.Device.Polls.Enqueue("authorization_pending");
        State.Device.Polls.Enqueue("authorization_pending");

        var connection = await OpenAsync(DeviceCode);

        Assert.Contains("ABCD-1234", Assert.Single(_shown), StringComparison.Ordinal);
        Assert.Equal(3, State.Device.PollCount);
        Assert.False(connection.Grants.IsAppOnly);
        Assert.Equal(State.UserName, connection.Grants.Account);
        Assert.Equivalent(new[] { "UserAuthMethod-TAP.ReadWrite.All", "Policy.Read.AuthenticationMethod", "User.ReadBasic.All" }, connection.Grants.Permissions, strict: true);
        Assert.Empty(connection.Notices);
    }

    [Fact]
    public async Task A_demand_for_slower_polling_which_the_library_does_not_follow_is_told()
    {
        State.Device.Polls.Enqueue("slow_down");

        var error = await RefusedAsync(DeviceCode);

        Assert.Contains("polled too fast", error.Message, StringComparison.Ordinal);
        Assert.Contains("again", error.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("authorization_declined", "declined")]
    [InlineData("expired_token", "not entered in time")]
    public async Task A_code_that_came_to_nothing_is_told(string ending, string words)
    {
        State.Device.Ending = ending;

        var error = await RefusedAsync(DeviceCode);

        Assert.Equal(TapErrorId.AuthenticationFailed, error.Reason);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains("Connect-TapGraph", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_for_the_person_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        State.Refuse = _ =>
        {
            cancel.Cancel();
            return new Authority.Server.AuthorityException("authorization_pending", 70016, "Pending.");
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => OpenAsync(DeviceCode, cancellationToken: cancel.Token));
    }

    [Fact]
    public async Task The_least_permissions_of_a_government_cloud_are_the_broad_ones_there()
    {
        var connection = await OpenAsync(DeviceCode, options => options with { Cloud = GraphCloud.USGov });

        Assert.Contains("UserAuthenticationMethod.ReadWrite.All", connection.Grants.Permissions);
        Assert.All(State.TokenRequests.Last()["scope"].Split(' ').Where(s => s.Contains("://", StringComparison.Ordinal)), scope => Assert.StartsWith("https://graph.microsoft.us/", scope, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Permissions_that_were_given_are_asked_for_and_no_others()
    {
        var connection = await OpenAsync(DeviceCode, options => options with { Scopes = ["Policy.Read.AuthenticationMethod"] });

        Assert.Equal(["Policy.Read.AuthenticationMethod"], connection.Grants.Permissions);
    }

    [Fact]
    public async Task A_refused_token_is_renewed_silently_by_the_refresh_token()
    {
        var connection = await OpenAsync(DeviceCode);
        var first = State.Secrets.Last(s => s.StartsWith("ey", StringComparison.Ordinal));
        Graph.Answer = (token, _) => Task.FromResult(Graph.Tokens.Count == 1 ? StubGraph.Unauthorized("""{"access_token":{"nbf":{"essential":true,"value":"1"}}}""") : StubGraph.Ok("{}"));

        var reply = await connection.Client.SendAsync(new Core.Graph.GraphRequest(Core.Graph.GraphVerb.Get, "/me"), Watch, CancellationToken.None);

        Assert.Equal(200, reply.Status);
        var refresh = State.TokenRequests.Last();
        Assert.Equal("refresh_token", refresh["grant_type"]);
        Assert.Contains("\"nbf\"", refresh["claims"], StringComparison.Ordinal);
        Assert.Contains("cp1", refresh["claims"], StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(Graph.Tokens.First(), Graph.Tokens.Last());
        Assert.NotEmpty(first);
    }

    [Fact]
    public async Task A_revoked_sign_in_is_an_error_and_no_new_code()
    {
        var connection = await OpenAsync(DeviceCode);
        State.RefreshTokens.Clear();
        Graph.Answer = (_, _) => Task.FromResult(StubGraph.Unauthorized());

        var failure = await Assert.ThrowsAsync<TapServiceException>(
            () => connection.Client.SendAsync(new Core.Graph.GraphRequest(Core.Graph.GraphVerb.Get, "/me"), Watch, CancellationToken.None));

        Watch.Note(failure);
        Assert.Equal(TapErrorId.AuthenticationFailed, failure.Error.Reason);
        Assert.Equal("AADSTS50173", failure.Error.GraphCode);
        Assert.Single(_shown);
    }

    [SkippableFact]
    public async Task Nobody_is_asked_for_a_sign_in_that_could_not_be_kept()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS") is null, "This machine may have a protected store; the error cannot be provoked here.");

        var error = await RefusedAsync(DeviceCode, options => options with { UseTokenCache = true });

        Assert.Contains("never stored unprotected", error.Advice, StringComparison.Ordinal);
        Assert.Empty(_shown);
    }

    [SkippableFact]
    public async Task The_browser_of_this_machine_signs_in_through_a_loopback_address()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only on Linux can the default browser be replaced for one process (xdg-open in the PATH).");
        using var folder = new TemporaryFolder();
        // This browser fetches the authority's page, whose certificate it trusts, and posts its form as the page would do by itself.
        folder.WriteProgram("xdg-open", """
            page=$(curl --silent --insecure --max-time 20 "$1")
            value() { printf '%s' "$page" | sed -n "s/.*$1=\"\([^\"]*\)\".*/\1/p"; }
            field() { printf '%s' "$page" | sed -n "s/.*name=\"$1\" value=\"\([^\"]*\)\".*/\1/p"; }
            exec curl --silent --max-time 20 --output /dev/null --data-urlencode "code=$(field code)" --data-urlencode "state=$(field state)" "$(value action)"
            """ + "\n");
        using var environment = new EnvironmentScope().Set("PATH", folder.Path + ":" + Environment.GetEnvironmentVariable("PATH"));

        var connection = await OpenAsync(new InteractiveSignIn { TenantId = State.TenantId, LoginHint = State.UserName });

        Assert.Equal(State.UserName, connection.Grants.Account);
        Assert.Equal("authorization_code", State.TokenRequests.First()["grant_type"]);
        Assert.True(State.TokenRequests.First().ContainsKey("code_verifier"));
        Assert.Contains(State.Requests, path => path.Contains("/authorize?", StringComparison.Ordinal) && path.Contains("login_hint=", StringComparison.Ordinal));
    }
}
