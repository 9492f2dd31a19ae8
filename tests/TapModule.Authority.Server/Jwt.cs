using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TapModule.Authority.Server;

/// <summary>Signs and verifies JSON Web Tokens with RSA. For tests: no product code decides anything by it.</summary>
public static class Jwt
{
    public static string Sign(RSA key, IReadOnlyDictionary<string, object> claims)
    {
        var head = Encode(JsonSerializer.SerializeToUtf8Bytes(new { typ = "JWT", alg = "RS256", kid = "test" }));
        var body = Encode(JsonSerializer.SerializeToUtf8Bytes(claims));
        var signature = key.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{body}.{Encode(signature)}";
    }

    /// <returns>The claims; null if the signature is not by this key, or it is no token.</returns>
    public static JsonElement? Verify(RSA key, string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3) return null;
        var padding = Read(parts[0]).GetProperty("alg").GetString() == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        return key.VerifyData(signed, Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, padding) ? Read(parts[1]) : null;
    }

    public static JsonElement Claims(string token) => Read(token.Split('.')[1]);

    public static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private static JsonElement Read(string part) => JsonDocument.Parse(Base64Url.DecodeFromChars(part)).RootElement;
}
