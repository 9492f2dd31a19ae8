using System.Globalization;
using Azure.Core;
using TapModule.Core.Errors;
using TapModule.Core.SignIn.Methods;

namespace TapModule.Core.SignIn.Tokens;

/// <summary>
/// Holds the connection's token and renews it: some minutes before it ends, without making anybody wait; at once when it has ended or
/// the service refused it. However many requests wait, there is one renewal. A refused token is told by its number, so that a hundred
/// refusals of one token, in envelopes and in batch items, are one.
/// <para>
/// Azure.Core's own policy keeps its cache to itself: it cannot be told of a refusal inside a batch, renews once for each challenge, and
/// has the machine's clock built in. See docs/decisions/0007-token-keeper.md.
/// </para>
/// </summary>
internal sealed class TokenKeeper : IDisposable
{
    private static readonly TimeSpan RenewAhead = TimeSpan.FromMinutes(5);

    /// <summary>After a renewal ahead of time went wrong, the token still being good.</summary>
    private static readonly TimeSpan Breather = TimeSpan.FromSeconds(30);

    private readonly SignInMethod _method;
    private readonly SignInCredential _credential;
    private readonly string[] _scopes;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationToken _closed;
    private readonly object _gate = new();
    private HeldToken? _held;
    private Task<HeldToken>? _renewal;
    private DateTimeOffset _notAgainBefore = DateTimeOffset.MinValue;
    private TokenRefusal? _refusal;
    private bool _isClosed;

    public TokenKeeper(SignInMethod method, SignInCredential credential, string[] scopes, TimeProvider time)
    {
        _method = method;
        _credential = credential;
        _scopes = scopes;
        _time = time;
        _closed = _closing.Token;
    }

    /// <summary>The token in use; null before the first.</summary>
    public HeldToken? Current
    {
        get
        {
            lock (_gate) return _held;
        }
    }

    /// <summary>A token that is good by all that is known.</summary>
    /// <param name="cancellationToken">Stops waiting; others may go on.</param>
    /// <exception cref="TapServiceException">
    /// <see cref="TapErrorId.AuthenticationFailed"/>, <see cref="TapErrorId.ClaimsChallenge"/>, <see cref="TapErrorId.ServiceUnavailable"/>: none can be had.
    /// </exception>
    public async ValueTask<HeldToken> GetAsync(CancellationToken cancellationToken)
    {
        Task<HeldToken> renewal;
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (_held is { } held && _refusal is null && now < held.ExpiresOn)
            {
                if (now >= held.RenewFrom && now >= _notAgainBefore) _renewal ??= StartRenewal();
                return held;
            }

            renewal = _renewal ??= StartRenewal();
        }

        return await renewal.WaitAsync(Timeout.InfiniteTimeSpan, _time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The service refused a token: the next one must be new, and satisfy the claims if there are any. Refusing a token that was
    /// replaced since, or was refused before, changes nothing.
    /// </summary>
    /// <param name="number">The token's <see cref="HeldToken.Number"/>.</param>
    /// <param name="claims">The claims demanded, decoded; null where the service only said no.</param>
    public void Refuse(int number, string? claims)
    {
        lock (_gate)
        {
            if (_held?.Number != number || (_refusal is { } known && (known.Claims is not null || claims is null))) return;
            _refusal = new TokenRefusal(claims);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isClosed) return;
            _isClosed = true;
        }

        _closing.Cancel();
        _closing.Dispose();
    }

    private Task<HeldToken> StartRenewal()
    {
        var renewal = Task.Run(() => RenewAsync(_closed));
        // A renewal ahead of time has nobody who waits for it; its failure is no news as long as the token is good.
        _ = renewal.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return renewal;
    }

    private async Task<HeldToken> RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                TokenRefusal? refusal;
                HeldToken? old;
                lock (_gate) (refusal, old) = (_refusal, _held);
                var token = await FetchAsync(refusal, cancellationToken).ConfigureAwait(false);
                if (refusal is not null && token.Token == old!.Value)
                    throw Failed(TapErrorId.AuthenticationFailed, "The service refused the access token, and its source has no other.");

                lock (_gate)
                {
                    // Refused while this was under way: what came does not answer that.
                    if (!ReferenceEquals(refusal, _refusal)) continue;
                    _refusal = null;
                    _renewal = null;
                    return _held = Hold(token);
                }
            }
        }
        catch
        {
            lock (_gate)
            {
                _renewal = null;
                _notAgainBefore = _time.GetUtcNow() + Breather;
            }

            throw;
        }
    }

    private async Task<AccessToken> FetchAsync(TokenRefusal? refusal, CancellationToken cancellationToken)
    {
        if (refusal?.Claims is not null && !_credential.TakesClaims)
            throw Failed(TapErrorId.ClaimsChallenge, $"The service asks for more proof of identity, which this way to sign in ({_method.Name}) cannot give.");

        try
        {
            var claims = refusal is null || !_credential.TakesClaims ? null : refusal.Claims ?? NewerThan(_time.GetUtcNow());
            return await _credential.Source.GetTokenAsync(new TokenRequestContext(_scopes, parentRequestId: null, claims, tenantId: null, isCaeEnabled: true), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or TapServiceException))
        {
            throw new TapServiceException(AuthorityErrors.Describe(failure, _method));
        }
    }

    /// <summary>
    /// The claims with which the service itself says that a token is too old. Any claims make the credential's own cache stand aside;
    /// these say why.
    /// </summary>
    private static string NewerThan(DateTimeOffset moment) =>
        string.Format(CultureInfo.InvariantCulture, """{{"access_token":{{"nbf":{{"essential":true,"value":"{0}"}}}}}}""", moment.ToUnixTimeSeconds());

    private HeldToken Hold(AccessToken token)
    {
        var now = _time.GetUtcNow();
        var left = token.ExpiresOn - now;
        // A token of a few minutes is renewed at half its life instead.
        var renewFrom = token.RefreshOn ?? (left > RenewAhead + RenewAhead ? token.ExpiresOn - RenewAhead : now + TimeSpan.FromTicks(left.Ticks / 2));
        return new HeldToken((_held?.Number ?? 0) + 1, token.Token, renewFrom, token.ExpiresOn);
    }

    private static TapServiceException Failed(TapErrorId reason, string message) => new(ErrorTable.Describe(reason, message));

    /// <summary>A class, so that each refusal is one of its own.</summary>
    private sealed class TokenRefusal(string? claims)
    {
        public string? Claims => claims;
    }
}
