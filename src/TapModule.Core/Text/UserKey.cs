using System.Security.Cryptography;
using System.Text;

namespace TapModule.Core.Text;

/// <summary>
/// Sixteen bytes for a user's id or name, without regard to case: what must be remembered of every user of a run of a million rows.
/// Two names share one with a probability that never happens (128 bits of SHA-256).
/// </summary>
internal static class UserKey
{
    public static Guid Of(string user)
    {
        var bytes = Encoding.UTF8.GetBytes(user.Trim().ToUpperInvariant());
#if NET
        return new Guid(SHA256.HashData(bytes).AsSpan(0, 16));
#else
        using var sha = SHA256.Create();
        return new Guid(sha.ComputeHash(bytes).Take(16).ToArray());
#endif
    }
}
