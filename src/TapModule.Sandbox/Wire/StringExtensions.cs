#if !NET
namespace TapModule.Sandbox.Wire;

/// <summary>What newer runtimes have on strings.</summary>
internal static class StringExtensions
{
    public static bool Contains(this string text, char value) => text.IndexOf(value) >= 0;

    public static bool Contains(this string text, string value, StringComparison comparison) => text.IndexOf(value, comparison) >= 0;

    public static bool StartsWith(this string text, char value) => text.Length > 0 && text[0] == value;
}
#endif
