using System.Globalization;
using System.Net;
using System.Text;
using TapModule.Core.Text;

namespace TapModule.Core.Handover.Slips;

/// <summary>A pass as a page of an HTML document. Everything that a row says is escaped.</summary>
internal sealed class SlipFormat : IPassFormat
{
    private const int LongCode = 14;

    private static readonly string[] NameColumns = ["DisplayName", "Display Name", "Name", "FullName"];
    private static readonly string[] SignInColumns = ["UserPrincipalName", "UPN", "SignInName"];
    private static readonly string[] LanguageColumns = ["Language", "PreferredLanguage"];
    private static readonly string[] ZoneColumns = ["TimeZone", "TimeZoneId"];

    private readonly SlipOptions _options;
    private readonly Dictionary<string, SlipTexts?> _languages = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _head;
    private readonly string _tail;
    private readonly bool _isOneFileEach;

    /// <param name="options">How they look.</param>
    /// <param name="isOneFileEach">Every record is a document of its own.</param>
    public SlipFormat(SlipOptions options, bool isOneFileEach)
    {
        _options = options;
        _isOneFileEach = isOneFileEach;
        _head = options.Template.Head(Around);
        _tail = options.Template.Tail(Around);
        Layout = isOneFileEach
            ? RecordLayout.Pages([], [], SlipTemplate.PageEnd + "\n")
            : RecordLayout.Pages(Bytes(_head), Bytes(_tail), SlipTemplate.PageEnd + "\n");
    }

    public RecordLayout Layout { get; }

    /// <summary>The pages of an encrypted document are decrypted one by one; put together, this begins the document.</summary>
    public byte[] Opening => _isOneFileEach ? [] : Bytes(_head);

    /// <summary>What a row says and no slip can follow; null if nothing. A slip is made all the same: the code must not be lost.</summary>
    public string? Remark(HandoverPass pass) =>
        First(pass, ZoneColumns) is { } zone && TimeZones.Find(zone) is null ? $"'{zone}' is no time zone of this system; the slip shows {_options.TimeZone.Id}" : null;

    public byte[] Record(HandoverPass pass) => _isOneFileEach ? Bytes(_head + Page(pass) + _tail) : Bytes(Page(pass));

    public byte[] Alone(HandoverPass pass) => Record(pass);

    private string Page(HandoverPass pass)
    {
        var texts = TextsOf(pass);
        var zone = First(pass, ZoneColumns) is { } id ? TimeZones.Find(id) ?? _options.TimeZone : _options.TimeZone;
        using var code = RevealedCode.Of(pass.Code);
        // A local function, because the characters cannot be captured as a span.
        return _options.Template.Page(place => Fill(place, pass, code, texts, zone));
    }

    private string Fill(string place, HandoverPass pass, RevealedCode code, SlipTexts texts, TimeZoneInfo zone)
    {
        if (SlipTemplate.TextName(place) is { } text) return Escape(texts[text]);
        if (SlipTemplate.ColumnName(place) is { } column) return Escape(pass.Column(column) ?? "");
        return place switch
        {
            "Language" => Escape(texts.Language),
            "DisplayName" => Escape(First(pass, NameColumns) ?? SignInName(pass)),
            "SignInName" => Escape(SignInName(pass)),
            "Code" => Characters(code.Characters, texts),
            "CodePlain" => Escape(code.AsString()),
            "CodeSize" => code.Characters.Length > LongCode ? "long" : "short",
            "CodeSpelled" => Spelled(code.Characters, texts),
            "ValidFrom" => Time(pass.StartDateTime ?? pass.CreatedDateTime, texts, zone),
            "ValidFromZone" => Zone(pass.StartDateTime ?? pass.CreatedDateTime, zone),
            "ValidUntil" => Time(pass.ExpirationDateTime, texts, zone),
            "ValidUntilZone" => Zone(pass.ExpirationDateTime, zone),
            "Use" => Escape(texts[pass.IsUsableOnce switch { true => "oneTime", false => "manyTimes", null => "unknownUse" }]),
            "QrCode" => QrPicture.Use,
            _ => Escape(_options.Url),
        };
    }

    private string Around(string place)
    {
        if (SlipTemplate.TextName(place) is { } text) return Escape(_options.Texts[text]);
        return place == "QrDefinition" ? QrPicture.Define(_options.Url) : Escape(_options.Texts.Language);
    }

    private SlipTexts TextsOf(HandoverPass pass)
    {
        if (_options.IsOneLanguage || First(pass, LanguageColumns) is not { } language) return _options.Texts;
        if (!_languages.TryGetValue(language, out var texts)) _languages[language] = texts = SlipTexts.Shipped(language);
        return texts ?? _options.Texts;
    }

    private static string SignInName(HandoverPass pass) =>
        Guid.TryParse(pass.UserId, out _) ? First(pass, SignInColumns) ?? pass.UserId : pass.UserId;

    private static string? First(HandoverPass pass, string[] columns) =>
        columns.Select(pass.Column).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))?.Trim();

    private static string Characters(ReadOnlySpan<char> code, SlipTexts texts)
    {
        var html = new StringBuilder();
        foreach (var character in code)
        {
            var kind = SlipTexts.Kind(character);
            html.Append("<span class=\"character ").Append(kind).Append("\"><b>").Append(Escape(character.ToString()))
                .Append("</b><small>").Append(Escape(texts[kind])).Append("</small></span>");
        }

        return html.ToString();
    }

    private static string Spelled(ReadOnlySpan<char> code, SlipTexts texts)
    {
        var words = new List<string>(code.Length);
        foreach (var character in code) words.Add(texts.Spell(character));
        return Escape(string.Join(" · ", words));
    }

    private static string Time(DateTimeOffset? time, SlipTexts texts, TimeZoneInfo zone) =>
        Escape(time is { } known ? TimeZoneInfo.ConvertTime(known, zone).ToString(texts["dateTime"], texts.Culture) : texts["unknownTime"]);

    private static string Zone(DateTimeOffset? time, TimeZoneInfo zone)
    {
        if (time is not { } known) return "";
        var offset = zone.GetUtcOffset(known);
        var sign = offset < TimeSpan.Zero ? "−" : "+";
        return Escape(string.Format(CultureInfo.InvariantCulture, "{0} (UTC{1}{2:hh\\:mm})", zone.Id, sign, offset));
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
