using System.Security.Cryptography;

namespace TapModule.Sandbox.Tenant;

/// <summary>Makes codes. The symbols are there on purpose: a code may begin like a spreadsheet formula.</summary>
internal static class PassCode
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-=@!#$%&*?^";

    public static string Create(int length)
    {
        // A byte below the largest multiple of the alphabet's length gives every character the same chance.
        var fair = byte.MaxValue + 1 - ((byte.MaxValue + 1) % Alphabet.Length);
        var code = new char[length];
        var random = new byte[length * 2];
        using var generator = RandomNumberGenerator.Create();
        for (var filled = 0; filled < length;)
        {
            generator.GetBytes(random);
            foreach (var value in random)
            {
                if (value < fair && filled < length) code[filled++] = Alphabet[value % Alphabet.Length];
            }
        }

        return new string(code);
    }
}
