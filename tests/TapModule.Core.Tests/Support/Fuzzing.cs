using System.Diagnostics;
using System.Globalization;

namespace TapModule.Core.Tests.Support;

/// <summary>
/// Tries many inputs: always the same ones, so that a failure can be repeated, and a bounded number of them. With TAPMODULE_FUZZ_SECONDS
/// in the environment it goes on with new ones for that long; the message of a failure names the seed of the round.
/// </summary>
internal static class Fuzzing
{
    public static void Run(int seed, int rounds, Action<Random> attempt)
    {
        for (var round = 0; round < rounds; round++) Try(seed + round, attempt);
        if (!double.TryParse(Environment.GetEnvironmentVariable("TAPMODULE_FUZZ_SECONDS"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)) return;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed.TotalSeconds < seconds;) Try(Random.Shared.Next(), attempt);
    }

    /// <summary>Bytes cut, repeated, overwritten, swapped, and texts of trouble put in.</summary>
    public static byte[] Damage(byte[] content, Random random)
    {
        var bytes = content.ToList();
        for (var i = random.Next(1, 6); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at));
                    break;
                case 1:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(200), bytes.Count - at)));
                    break;
                case 2:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 3:
                    bytes.InsertRange(at, Trouble[random.Next(Trouble.Length)]);
                    break;
                case 4:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. bytes];
    }

    private static readonly byte[][] Trouble =
    [
        [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0], [0xED, 0xA0, 0xBD], [(byte)'"'], [(byte)'\r'], [(byte)'\n'], [.. "\\ud83d"u8], [.. "{{"u8], [.. "}]"u8], [.. ",,,"u8],
        [.. "-----BEGIN CMS-----\n"u8], [.. "-----END CMS-----\n"u8], [.. "1e999"u8], [.. "[[[[[[[["u8], [.. "UserId"u8], [.. "\u001b[2J"u8],
    ];

    private static void Try(int seed, Action<Random> attempt)
    {
        try
        {
            attempt(new Random(seed));
        }
        catch (Exception failure)
        {
            throw new Xunit.Sdk.XunitException($"Seed {seed}: {failure.GetType().Name}: {failure.Message}", failure);
        }
    }
}
