using Microsoft.Extensions.Time.Testing;
using TapModule.Core.Errors;
using TapModule.Core.SignIn.Methods;
using TapModule.Core.SignIn.Tokens;

namespace TapModule.Core.Tests.SignIn;

public sealed class TokenKeeperTests : IDisposable
{
    private const string Claims = """{"access_token":{"nbf":{"essential":true,"value":"1"}}}""";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly ScriptedCredential _credential;
    private readonly TokenKeeper _keeper;

    public TokenKeeperTests()
    {
        _credential = new ScriptedCredential(_time);
        _keeper = Keeper();
    }

    public void Dispose() => _keeper.Dispose();

    [Fact]
    public async Task Many_who_wait_for_the_first_token_share_one_request()
    {
        var gate = new TaskCompletionSource();
        _credential.Gate = () => gate.Task;

        var waiting = Enumerable.Range(0, 50).Select(_ => _keeper.GetAsync(default).AsTask()).ToArray();
        gate.SetResult();
        var tokens = await Task.WhenAll(waiting);

        Assert.All(tokens, token => Assert.Equal("token-1", token.Value));
        Assert.Equal(1, _credential.Count);
        Assert.Null(Assert.Single(_credential.Claims));
    }

    [Fact]
    public async Task A_token_is_renewed_some_minutes_ahead_while_the_old_one_serves()
    {
        await GetAsync();
        _time.Advance(TimeSpan.FromMinutes(54));
        Assert.Equal("token-1", await GetAsync());
        Assert.Equal(1, _credential.Count);

        var gate = new TaskCompletionSource();
        _credential.Gate = () => gate.Task;
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("token-1", await GetAsync());
        Assert.Equal("token-1", await GetAsync());
        gate.SetResult();
        await UntilAsync(() => _keeper.Current!.Number == 2);

        Assert.Equal("token-2", await GetAsync());
        Assert.Equal(2, _credential.Count);
    }

    [Fact]
    public async Task A_failed_renewal_ahead_of_time_is_tried_again_and_counts_only_at_the_end()
    {
        await GetAsync();
        _time.Advance(TimeSpan.FromMinutes(56));
        _credential.Failure = ScriptedCredential.Revoked;
        Assert.Equal("token-1", await GetAsync());
        await UntilAsync(() => _credential.Count == 2);
        Assert.Equal("token-1", await GetAsync());

        _time.Advance(TimeSpan.FromMinutes(5));
        var failure = await Assert.ThrowsAsync<TapServiceException>(GetAsync);
        Assert.Equal(TapErrorId.AuthenticationFailed, failure.Error.Reason);

        _credential.Failure = () => null;
        Assert.Equal("token-2", await GetAsync());
    }

    [Fact]
    public async Task A_token_of_a_few_minutes_is_renewed_at_half_its_life()
    {
        _credential.Lifetime = TimeSpan.FromMinutes(4);
        await GetAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("token-1", await GetAsync());
        Assert.Equal(1, _credential.Count);

        _time.Advance(TimeSpan.FromMinutes(2));
        await GetAsync();
        await UntilAsync(() => _keeper.Current!.Number == 2);
    }

    [Fact]
    public async Task A_hundred_refusals_of_one_token_are_one_renewal_with_the_claims()
    {
        await GetAsync();
        for (var i = 0; i < 100; i++) _keeper.Refuse(1, i % 2 == 0 ? null : NotBefore(i));

        var tokens = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GetAsync()));
        _keeper.Refuse(1, Claims);

        Assert.All(tokens, token => Assert.Equal("token-2", token));
        Assert.Equal("token-2", await GetAsync());
        Assert.Equal(2, _credential.Count);
        Assert.Contains("\"value\":\"1\"", _credential.Claims.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_refusal_asks_for_a_token_that_is_newer_than_now()
    {
        await GetAsync();
        _keeper.Refuse(1, null);

        Assert.Equal("token-2", await GetAsync());
        Assert.Equal(NotBefore(_time.GetUtcNow().ToUnixTimeSeconds()), _credential.Claims.Last());
    }

    [Fact]
    public async Task A_refusal_during_a_renewal_is_answered_by_another()
    {
        await GetAsync();
        _time.Advance(TimeSpan.FromMinutes(56));
        var gate = new TaskCompletionSource();
        _credential.Gate = () => gate.Task;
        await GetAsync();
        await UntilAsync(() => _credential.Count == 2);

        _keeper.Refuse(1, Claims);
        var waiting = GetAsync();
        gate.SetResult();

        Assert.Equal("token-3", await waiting);
        Assert.Equal([null, null, Claims], _credential.Claims);
    }

    [Fact]
    public async Task A_source_that_has_no_other_token_is_an_error_and_no_loop()
    {
        using var keeper = Keeper(takesClaims: false);
        _credential.IsStuck = true;
        await keeper.GetAsync(default);
        keeper.Refuse(1, null);

        var failure = await Assert.ThrowsAsync<TapServiceException>(() => keeper.GetAsync(default).AsTask());

        Assert.Equal(TapErrorId.AuthenticationFailed, failure.Error.Reason);
        Assert.Equal(2, _credential.Count);
        Assert.Null(_credential.Claims.Last());
    }

    [Fact]
    public async Task Claims_that_a_way_to_sign_in_cannot_prove_are_told()
    {
        using var keeper = Keeper(takesClaims: false);
        await keeper.GetAsync(default);
        keeper.Refuse(1, Claims);

        var failure = await Assert.ThrowsAsync<TapServiceException>(() => keeper.GetAsync(default).AsTask());

        Assert.Equal(TapErrorId.ClaimsChallenge, failure.Error.Reason);
        Assert.Equal(1, _credential.Count);
    }

    [Fact]
    public async Task Who_stops_waiting_stops_nobody_else()
    {
        var gate = new TaskCompletionSource();
        _credential.Gate = () => gate.Task;
        using var cancel = new CancellationTokenSource();
        var impatient = _keeper.GetAsync(cancel.Token).AsTask();
        var patient = GetAsync();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        gate.SetResult();

        Assert.Equal("token-1", await patient);
        Assert.Equal(1, _credential.Count);
    }

    [Fact]
    public async Task Closing_ends_a_renewal_that_is_under_way()
    {
        _credential.Gate = () => new TaskCompletionSource().Task;
        var waiting = GetAsync();

        _keeper.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private TokenKeeper Keeper(bool takesClaims = true) =>
        new(new EnvironmentSignIn(), new SignInCredential(_credential, takesClaims), ["https://graph.microsoft.com/.default"], _time);

    private static string NotBefore(long moment) => Claims.Replace("\"1\"", $"\"{moment}\"", StringComparison.Ordinal);

    private async Task<string> GetAsync() => (await _keeper.GetAsync(default)).Value;

    /// <summary>For what happens beside the caller. Yields, and does not wait for time.</summary>
    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition()) await Task.Yield();
    }
}
