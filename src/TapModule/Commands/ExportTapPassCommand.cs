using System.Collections;
using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using TapModule.Binding;
using TapModule.Cmdlets;
using TapModule.Core.Errors;
using TapModule.Core.Handover;

namespace TapModule.Commands;

/// <summary>Hands passes over: encrypted for one or more certificates, or in the clear if that is asked for in so many words.</summary>
[Cmdlet(VerbsData.Export, "TapPass", DefaultParameterSetName = "Recipient")]
[OutputType(typeof(TapPass))]
public sealed class ExportTapPassCommand : HandoverCmdlet
{
    /// <summary>No value of a row gets a name that begins like this.</summary>
    private const string RestFile = FileNames.OwnMark + "other";

    private const string Ending = ".cms";

    private readonly Dictionary<string, (string Path, List<X509Certificate2> Recipients)> _map = new(StringComparer.OrdinalIgnoreCase);
    private List<X509Certificate2>? _recipients;
    private bool _isRemarked;

    /// <summary>
    /// Who can read the file: certificate files, thumbprints, objects. With -PerRecipient: who gets the rows whose column is blank or
    /// names nobody of the map; without it such a row ends the command.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = "Recipient")]
    [Parameter(ParameterSetName = "PerRecipient")]
    [ValidateNotNullOrEmpty]
    [Alias("To")]
    public object[]? Recipient { get; set; }

    /// <summary>The column of the row, such as Manager or Site, that says for whom it is. Each of its values gets a file in the folder -Path.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "PerRecipient")]
    [ValidateNotNullOrEmpty]
    public string? PerRecipient { get; set; }

    /// <summary>Whose certificates: a hashtable of value and certificates, or a folder with a file such as anna@contoso.com.cer for each value.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "PerRecipient")]
    [ValidateNotNull]
    public object? RecipientMap { get; set; }

    /// <summary>In the clear, for nobody but the owner of the file. Everybody who gets the file has the passes.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "PlainText")]
    public SwitchParameter AsPlainText { get; set; }

    /// <summary>Not given: Json inside an encrypted file; in the clear Csv, unless the file's name ends in .json.</summary>
    [Parameter]
    public TapFormat Format { get; set; }

    private protected override void Prepare()
    {
        if (Recipient is not null) _recipients = Usable(Recipient);
        if (PerRecipient is not null) PrepareMap();
        else Check(FullPath, _recipients);
        if (AsPlainText) WriteWarning($"'{FullPath}' will hold passes in the clear. Whoever reads it can sign in as these users. Prefer -Recipient, or delete the file as soon as it has served.");
    }

    private protected override void Write(HandoverPass pass)
    {
        var (path, recipients) = PerRecipient is null ? (FullPath, _recipients) : Share(pass);
        FileAt(path, recipients, () => PassFile.Open(path, IsJson(), pass, recipients, Mode(), WriteWarning)).Append(pass);
        if (AsPlainText && !IsJson() && !_isRemarked) RemarkFormula(pass);
    }

    private bool IsJson()
    {
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Format))) return Format == TapFormat.Json;
        return !AsPlainText || FullPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The code has to stay exact, so it is the one cell that nothing is put in front of.</summary>
    private void RemarkFormula(HandoverPass pass)
    {
        if (!SpreadsheetCell.AltersCode(pass)) return;
        _isRemarked = true;
        WriteWarning("A spreadsheet would change some of the codes, because they look like a formula or a number. Import the file with that column as text (Data, From Text/CSV), or use -Format Json.");
    }

    private void PrepareMap()
    {
        PrepareFolder(isPrivate: false);
        foreach (var entry in Entries()) AddToMap(entry.Key, Usable(entry.Value));
        if (_map.Count == 0) throw Refuse(TapErrorId.RecipientUnusable, "-RecipientMap names nobody.", "Give a hashtable such as @{ 'anna@contoso.com' = 'anna.cer' }, or a folder with .cer files.");
        foreach (var share in _map.Values) Check(share.Path, share.Recipients);
        if (_recipients is not null) Check(PathOf(RestFile), _recipients);
    }

    private void AddToMap(string value, List<X509Certificate2> recipients)
    {
        if (value.Length == 0) throw Refuse(TapErrorId.RecipientUnusable, "-RecipientMap has an entry without a name.", "Remove it. Rows whose column is blank go to -Recipient.");
        if (_map.TryGetValue(value, out var known))
        {
            // A folder may hold one certificate in several forms.
            if (new HashSet<string>(known.Recipients.Select(c => c.Thumbprint)).SetEquals(recipients.Select(c => c.Thumbprint))) return;
            throw Refuse(TapErrorId.RecipientUnusable, $"-RecipientMap names {CellText.Shown(value)} twice, with different certificates.", "Upper and lower case make no difference. Give one entry for each value.");
        }

        var path = PathOf(FileNames.Of(value));
        if (_map.Values.Any(share => string.Equals(share.Path, path, StringComparison.OrdinalIgnoreCase)))
            throw Refuse(TapErrorId.RecipientUnusable, $"-RecipientMap names {CellText.Shown(value)} and another value that would share the file '{path}'.", "Rename one of them.");
        _map[value] = (path, recipients);
    }

    private IEnumerable<KeyValuePair<string, object?>> Entries()
    {
        var map = CellText.Unwrap(RecipientMap);
        if (map is IDictionary table)
        {
            foreach (DictionaryEntry entry in table) yield return new(Key(CellValue.Text(CellText.Unwrap(entry.Key))), entry.Value);
            yield break;
        }

        var folder = map is string text ? Paths.Literal(text, TapErrorId.FileUnusable) : "";
        if (!Directory.Exists(folder)) throw Refuse(TapErrorId.RecipientUnusable, $"-RecipientMap {CellText.Shown(map)} is neither a hashtable nor a folder.", "Give a hashtable such as @{ 'anna@contoso.com' = 'anna.cer' }, or a folder with .cer files.");
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            if (System.IO.Path.GetExtension(file).ToUpperInvariant() is ".CER" or ".CRT" or ".PEM") yield return new(Key(System.IO.Path.GetFileNameWithoutExtension(file)), file);
        }
    }

    private (string Path, List<X509Certificate2>? Recipients) Share(HandoverPass pass)
    {
        var value = HandoverInput.Cell(InputObject!, PerRecipient!) is { } cell ? Key(cell) : null;
        if (value is not null && _map.TryGetValue(value, out var share)) return share;
        if (_recipients is not null) return (PathOf(RestFile), _recipients);
        var why = value is null ? $"the row has no {PerRecipient}" : $"-RecipientMap has no certificate for {PerRecipient} {CellText.Shown(value)}";
        throw new TapServiceException(ErrorTable.Describe(
            TapErrorId.RecipientUnusable, $"The pass of '{pass.UserId}' cannot be handed over: {why}.", pass.UserId,
            advice: $"Add the certificate, or give -Recipient, who then gets such rows in the file {RestFile}{Ending}. With -Journal and -Append, run the same line again."));
    }

    /// <summary>One form for letters that can be written in several, as an accent apart from its letter.</summary>
    private static string Key(string value)
    {
        try
        {
            return value.Trim().Normalize();
        }
        catch (ArgumentException)
        {
            // Half a character has no form; such a value equals itself alone.
            return value.Trim();
        }
    }

    private string PathOf(string name) => System.IO.Path.Combine(FullPath, name + Ending);
}
