using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace TapModule.Authority.Server;

/// <summary>What the authority knows, what it was told to do, and what it saw. Tests read and write it between requests.</summary>
public sealed class AuthorityState
{
    public const string ForeignIssuer = "https://token.actions.githubusercontent.com";

    public string TenantId { get; } = "11111111-2222-3333-4444-555555555555";

    public ConcurrentDictionary<string, AuthorityApp> Apps { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The one person.</summary>
    public string UserName { get; } = "ada@contoso.example";

    public string UserObjectId { get; } = "99999999-8888-7777-6666-555555555555";

    /// <summary>Delegated permissions that the person's tokens hold; empty grants what is asked for.</summary>
    public List<string> GrantedScopes { get; } = [];

    /// <summary>Application permissions of managed identities.</summary>
    public List<string> IdentityRoles { get; } = ["UserAuthMethod-TAP.ReadWrite.All"];

    /// <summary>How long access tokens live.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The next sign-in with a code.</summary>
    public DeviceFlow Device { get; set; } = new();

    /// <summary>Refuses what comes to the token endpoint; null lets it through.</summary>
    public Func<IReadOnlyDictionary<string, string>, AuthorityException?>? Refuse { get; set; }

    /// <summary>Set by a test to hold token requests until it is done.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>The forms that came to the token endpoint, in order.</summary>
    public ConcurrentQueue<IReadOnlyDictionary<string, string>> TokenRequests { get; } = new();

    /// <summary>Paths that were asked for, with their queries.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Every token, code and assertion that went out or came in: nothing of it may show anywhere.</summary>
    public ConcurrentQueue<string> Secrets { get; } = new();

    /// <summary>Refresh tokens that are good.</summary>
    public ConcurrentDictionary<string, string> RefreshTokens { get; } = new();

    public ConcurrentDictionary<string, string> AuthorizationCodes { get; } = new();

    /// <summary>What the machine's endpoints demand: App Service's header, GitHub's and Azure DevOps' request token.</summary>
    public string MachineKey { get; } = "machine-key-" + Guid.NewGuid().ToString("N");

    /// <summary>The subject that the foreign issuer puts into its tokens.</summary>
    public string ForeignSubject { get; set; } = "repo:contoso/onboarding:ref:refs/heads/main";

    /// <summary>The authority's own key. One for the process: making keys is slow.</summary>
    public static RSA Key { get; } = RSA.Create(2048);

    /// <summary>The key of an issuer that applications may trust.</summary>
    public static RSA ForeignKey { get; } = RSA.Create(2048);

    /// <summary>A token of the foreign issuer, as GitHub, Azure DevOps or Kubernetes would give it.</summary>
    public string ForeignToken(string audience = "api://AzureADTokenExchange") => Remember(Jwt.Sign(ForeignKey, new Dictionary<string, object>
    {
        ["iss"] = ForeignIssuer,
        ["sub"] = ForeignSubject,
        ["aud"] = audience,
        ["jti"] = Guid.NewGuid(),
        ["exp"] = DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds(),
    }));

    public string Remember(string secret)
    {
        Secrets.Enqueue(secret);
        return secret;
    }
}
