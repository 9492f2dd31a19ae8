using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Identity;

namespace TapModule.Core.SignIn.Credentials;

/// <summary>
/// Who signed in last, for the persistent token cache: the cache holds the tokens, this says whose to take. Holds an account id, a user
/// name and a tenant; no secret. Kept only when the cache was asked for.
/// </summary>
internal sealed class SignInRecord
{
    private readonly string _path;

    private SignInRecord(string path) => _path = path;

    /// <returns>Null where no cache was asked for.</returns>
    public static SignInRecord? For(string? clientId, string? tenantId, CredentialSettings settings)
    {
        if (!settings.UseTokenCache) return null;
        var key = $"{settings.Authority.AbsoluteUri}|{tenantId}|{clientId ?? CredentialFactory.DefaultClientId}".ToUpperInvariant();
        using var sha = SHA256.Create();
        var name = string.Concat(sha.ComputeHash(Encoding.UTF8.GetBytes(key)).Take(8).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
        return new SignInRecord(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), CredentialSettings.CacheName, $"account-{name}.json"));
    }

    /// <returns>Null if nobody signed in yet or the file cannot be read: the person is asked then.</returns>
    public AuthenticationRecord? Read()
    {
        try
        {
            using var file = File.OpenRead(_path);
            return AuthenticationRecord.Deserialize(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Text.Json.JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    public void Write(AuthenticationRecord record)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        using var file = File.Create(_path);
        record.Serialize(file);
    }
}
