using System.Globalization;
using System.Text.Json;
using TapModule.Core.Errors;
using TapModule.Core.Text;

namespace TapModule.Core.Handover.Slips;

/// <summary>The words of a slip in one language, and how it spells characters.</summary>
internal sealed class SlipTexts
{
    private const string Spelling = "spelling";
    private const string LanguageKey = "language";

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _spelling = new(StringComparer.Ordinal);

    private SlipTexts()
    {
    }

    public string Language => _texts[LanguageKey];

    public CultureInfo Culture { get; private set; } = CultureInfo.InvariantCulture;

    /// <summary>A language that comes with the module; null if it does not. "de-AT" finds "de".</summary>
    public static SlipTexts? Shipped(string language)
    {
        var name = SlipResources.Languages.FirstOrDefault(l =>
            string.Equals(l, language, StringComparison.OrdinalIgnoreCase) || language.StartsWith(l + "-", StringComparison.OrdinalIgnoreCase));
        if (name is null) return null;
        var texts = new SlipTexts();
        texts.Take(SlipResources.Language(name), name);
        return texts;
    }

    /// <summary>A file with the texts that are to be different; what it does not say is English.</summary>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.TemplateUnusable"/>.</exception>
    public static SlipTexts FromFile(string path)
    {
        var texts = new SlipTexts();
        texts.Take(SlipResources.Language("en"), "en");
        var known = new HashSet<string>(texts._texts.Keys);
        texts.Take(SlipTemplate.ReadFile(path), path);
        if (texts._texts.Keys.FirstOrDefault(k => !known.Contains(k)) is { } unknown)
            throw Bad(path, $"there is no text named '{unknown}'. The names are: {string.Join(", ", known)}, {Spelling}");
        return texts;
    }

    public string this[string name] => _texts[name];

    public bool Has(string name) => _texts.ContainsKey(name);

    /// <summary>What to say for a character: "capital Alfa", "seven", "plus".</summary>
    public string Spell(char character)
    {
        var word = _spelling.TryGetValue(char.ToLowerInvariant(character).ToString(), out var found) ? found : character.ToString();
        return Kind(character) switch
        {
            "capitalLetter" => $"{this["capitalLetter"]} {word}",
            "smallLetter" => $"{this["smallLetter"]} {word}",
            "digit" => $"{this["digit"]} {word}",
            _ => word,
        };
    }

    /// <summary>The name of the text that says what kind of character it is.</summary>
    public static string Kind(char character) =>
        char.IsDigit(character) ? "digit" : char.IsUpper(character) ? "capitalLetter" : char.IsLower(character) ? "smallLetter" : "symbol";

    private void Take(string json, string from)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name != Spelling)
                {
                    _texts[property.Name] = property.Value.GetString() ?? "";
                    continue;
                }

                foreach (var word in property.Value.EnumerateObject()) _spelling[word.Name.ToLowerInvariant()] = word.Value.GetString() ?? "";
            }

            Culture = CultureInfo.GetCultureInfo(Language);
            _ = DateTime.MinValue.ToString(this["dateTime"], Culture);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or CultureNotFoundException or FormatException)
        {
            throw Bad(from, ForeignText.Of(failure).TrimEnd('.'));
        }
    }

    private static TapServiceException Bad(string path, string why) =>
        new(ErrorTable.Describe(TapErrorId.TemplateUnusable, $"The language file '{path}' cannot be used: {why}."));
}
