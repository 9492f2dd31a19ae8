using System.Globalization;
using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using TapModule.Binding;
using TapModule.Cmdlets;
using TapModule.Core.Handover;
using TapModule.Core.Handover.Slips;
using TapModule.Core.Text;

namespace TapModule.Commands;

/// <summary>Makes a page to print for each user: one HTML document, or one each. Nothing is loaded from anywhere.</summary>
[Cmdlet(VerbsData.Export, "TapSlip")]
[OutputType(typeof(TapPass))]
public sealed class ExportTapSlipCommand : HandoverCmdlet
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private List<X509Certificate2>? _recipients;
    private SlipFormat _format = null!;

    /// <summary>Encrypts the slips: certificate files, thumbprints, objects.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("To")]
    public object[]? Recipient { get; set; }

    /// <summary>One file for each user, in the folder -Path.</summary>
    [Parameter]
    public SwitchParameter PerUser { get; set; }

    /// <summary>The language of rows that have no column Language or PreferredLanguage: en, de. Not given: that of the session, or else English.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SlipLanguageCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Language { get; set; }

    /// <summary>A JSON file with the texts that are to be different, for every row.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TextFile { get; set; }

    /// <summary>An HTML file to be used instead of the built-in page.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Template { get; set; }

    /// <summary>The time zone of rows that have no column TimeZone, such as Europe/Berlin: a name or a TimeZoneInfo. Not given: this machine's.</summary>
    [Parameter]
    [Zone]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public string? TimeZone { get; set; }

    /// <summary>Where the QR code leads.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri Url { get; set; } = new("https://aka.ms/mysecurityinfo");

    private protected override void Prepare()
    {
        if (Recipient is not null) _recipients = Usable(Recipient);
        _format = new SlipFormat(Options(), PerUser);
        if (PerUser) PrepareSlipFolder();
        else Check(FullPath, _recipients);
        if (_recipients is null) WriteWarning($"'{FullPath}' will hold passes in the clear. Whoever reads it can sign in as these users. Print the slips and delete it, or encrypt it with -Recipient.");
    }

    private protected override void Write(HandoverPass pass)
    {
        var path = PerUser ? PathOf(pass) : FullPath;
        FileAt(path, _recipients, () => new HandoverFile(path, _format, _recipients, PerUser ? WriteMode.Replace : Mode())).Append(pass);
        if (PerUser) Complete(path);
        if (_format.Remark(pass) is { } remark && _told.Add(remark)) WriteWarning($"{remark}.");
    }

    /// <summary>Asked for the whole folder before anything is issued, not user by user afterwards. What a killed run left unfinished was not delivered.</summary>
    private void PrepareSlipFolder()
    {
        PrepareFolder(isPrivate: true);
        // A folder where files cannot be kept from others is found out before anything is issued, too.
        RecordFile.Check(System.IO.Path.Combine(FullPath, FileNames.OwnMark + "check.html"), WriteMode.Append, isSecret: _recipients is null);
        foreach (var unfinished in Directory.EnumerateFiles(FullPath, "*.html*" + RecordFile.PartialEnding)) File.Delete(unfinished);
        if (!Append && !Force && Directory.EnumerateFiles(FullPath, "*.html*").Any())
            throw Refuse(TapErrorId.FileExists, $"There are slips in '{FullPath}'.", "Add -Append to put new slips beside them, as for a second run with the same journal; -Force to replace those of the same users; or choose another folder.");
    }

    private SlipOptions Options()
    {
        if (!Url.IsAbsoluteUri || (Url.Scheme != Uri.UriSchemeHttps && Url.Scheme != Uri.UriSchemeHttp))
            throw Refuse(TapErrorId.TemplateUnusable, $"{CellText.Shown(Url)} is no web address.", "Give an address that begins with https://.");
        return new SlipOptions
        {
            Template = Template is null ? SlipTemplate.Shipped() : SlipTemplate.FromFile(Paths.Literal(Template, TapErrorId.TemplateUnusable)),
            Texts = TextFile is not null ? SlipTexts.FromFile(Paths.Literal(TextFile, TapErrorId.TemplateUnusable)) : Texts(),
            IsOneLanguage = TextFile is not null,
            TimeZone = TimeZone is null ? TimeZoneInfo.Local : TimeZones.Find(TimeZone)!,
            Url = Url.AbsoluteUri,
        };
    }

    private SlipTexts Texts() => Language is null
        ? SlipTexts.Shipped(CultureInfo.CurrentUICulture.Name) ?? SlipTexts.Shipped("en")!
        : SlipTexts.Shipped(Language) ?? throw Refuse(
            TapErrorId.TemplateUnusable, $"There are no texts in the language {CellText.Shown(Language)}.", $"There are: {string.Join(", ", SlipResources.Languages)}. Give other texts with -TextFile.");

    private string PathOf(HandoverPass pass) =>
        System.IO.Path.Combine(FullPath, FileNames.Of(pass.UserId) + ".html" + (_recipients is null ? "" : ".cms"));
}
