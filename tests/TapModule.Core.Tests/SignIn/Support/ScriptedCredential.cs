using System.Collections.Concurrent;
using Azure.Core;
using Microsoft.Extensions.Time.Testing;
using TapModule.Core.Errors;

namespace TapModule.Core.Tests.SignIn;

/// <summary>Gives tokens "token-1", "token-2"…, or fails, as told; can be held at a gate. Keeps what was asked.</summary>
internal sealed class ScriptedCredential(FakeTimeProvider time) : TokenCredential
{
    private int _count;

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    public Func<Exception?> Failure { get; set; } = () => null;

    public Func<Task> Gate { get; set; } = () => Task.CompletedTask;

    public ConcurrentQueue<string?> Claims { get; } = new();

    public bool IsStuck { get; set; }

    public int Count => Claims.Count;

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Claims.Enqueue(requestContext.Claims);
        await Gate().WaitAsync(cancellationToken);
        if (Failure() is { } failure) throw failure;
        if (!IsStuck || _count == 0) _count++;
        return new AccessToken($"token-{_count}", time.GetUtcNow() + Lifetime);
    }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();

    public static TapServiceException Revoked() => new(ErrorTable.Describe(TapErrorId.AuthenticationFailed, "The sign-in was revoked."));
}
