using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TapModule.Core.Files;

namespace TapModule.Core.Handover;

/// <summary>A text of PEM blocks, taken apart.</summary>
internal static class CmsBlocks
{
    /// <summary>The base64 of each block in its order; null for one that was never finished.</summary>
    public static IEnumerable<string?> Of(TextReader text)
    {
        StringBuilder? block = null;
        while (text.ReadLine() is { } line)
        {
            if (line == RecordLayout.CmsBegin)
            {
                // The block before has no end: a run was killed there, and another one went on.
                if (block is not null) yield return null;
                block = new StringBuilder();
            }
            else if (line == RecordLayout.CmsEnd && block is not null)
            {
                yield return block.ToString();
                block = null;
            }
            else
            {
                block?.Append(line);
            }
        }

        if (block is not null) yield return null;
    }

    /// <summary>Whether every whole block of the file was sealed for exactly these.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static bool AreAllFor(string path, IReadOnlyList<X509Certificate2> recipients)
    {
        using var text = new StreamReader(SharedFile.OpenRead(path), Encoding.UTF8);
        foreach (var block in Of(text))
        {
            try
            {
                if (block is not null && !CmsEnvelope.IsFor(Convert.FromBase64String(block), recipients)) return false;
            }
            catch (Exception failure) when (failure is CryptographicException or FormatException)
            {
                return false;
            }
        }

        return true;
    }
}
