using System.Reflection;
using System.Text;

namespace TapModule.Core.Handover.Slips;

/// <summary>The template and the languages that come with the module.</summary>
internal static class SlipResources
{
    private const string Folder = "slips/";
    private const string LanguageEnding = ".json";

    private static readonly Assembly Home = typeof(SlipResources).Assembly;

    public static string Template => Read("slip.html");

    public static IEnumerable<string> Languages =>
        Home.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal) && n.EndsWith(LanguageEnding, StringComparison.Ordinal))
            .Select(n => n.Substring(Folder.Length, n.Length - Folder.Length - LanguageEnding.Length));

    public static string Language(string name) => Read(name + LanguageEnding);

    private static string Read(string name)
    {
        using var text = new StreamReader(Home.GetManifestResourceStream(Folder + name)!, Encoding.UTF8);
        return text.ReadToEnd();
    }
}
