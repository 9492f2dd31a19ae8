using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using TapModule.Binding;
using TapModule.Core.Errors;
using TapModule.Core.Files;
using TapModule.Core.Handover;
using TapModule.Core.Text;

namespace TapModule.Cmdlets;

/// <summary>
/// A command that takes passes and writes them to files. When ProcessRecord returns, the pass is on the disk; when it cannot be written,
/// the command ends, so that New-TapPass does not count it as delivered.
/// </summary>
public abstract class HandoverCmdlet : TapCmdlet
{
    private readonly Dictionary<string, HandoverFile> _files = new(StringComparer.OrdinalIgnoreCase);
    private bool _isOver;

    /// <summary>The passes, as New-TapPass and Import-TapPass put them out, or objects with the same properties.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The file, or the folder where several are written.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Alias("FilePath", "LiteralPath")]
    public string Path { get; set; } = "";

    /// <summary>Columns of the row to carry along, with wildcards. Not given: all of a row; of an object such as a user, what says who it is.</summary>
    [Parameter]
    public string[]? Property { get; set; }

    /// <summary>Goes on behind the last whole record of a file that is there: for a second run with the same journal.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Replaces a file that is there, once the new one is complete.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Puts out each pass when it is on the disk.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected string FullPath { get; private set; } = "";

    private protected RecipientFinder Recipients { get; private set; } = null!;

    /// <summary>Finds out everything that could go wrong, before the first pass is issued.</summary>
    protected override void BeginProcessing()
    {
        FullPath = OrTerminate(() => Paths.Literal(Path, TapErrorId.FileUnusable));
        Recipients = new RecipientFinder(SessionState);
        OrTerminate(() =>
        {
            if (Append && Force) throw Refuse(TapErrorId.FileUnusable, "-Append and -Force cannot be used together.", "Append keeps the file that is there, Force replaces it. Choose one.");
            Prepare();
        });
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (HandoverInput.From(InputObject, Property, out var problem) is not { } pass)
        {
            var user = InputObject is null ? null : HandoverInput.Cell(InputObject, nameof(TapPass.UserId));
            WriteError(Errors.TapErrors.ToRecord(ErrorTable.Describe(
                TapErrorId.InvalidRow, $"{(user is null ? "An object of the pipeline" : $"The pass of '{user}'")} {problem}.", user, advice: "Pipe what New-TapPass puts out.")));
            return;
        }

        OrTerminate(() =>
        {
            try
            {
                Write(pass);
            }
            catch (System.Security.Cryptography.CryptographicException failure)
            {
                throw new TapServiceException(ErrorTable.Describe(TapErrorId.RecipientUnusable, $"Nothing can be encrypted: {ForeignText.Of(failure)}") with { Cause = ForeignText.Strip(failure) });
            }
        });
        if (PassThru) WriteObject(InputObject);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _isOver = true;
        OrTerminate(() =>
        {
            foreach (var file in _files.Values) file.Complete();
        });
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
            // No stream can be written to any more; the host can.
            if (!_isOver && file.Partial is { } partial && File.Exists(partial))
                Host?.UI?.WriteWarningLine($"The command ended early. The passes that it delivered are in '{partial}'; the file that was to be replaced is as it was.");
        }

        base.Dispose(disposing);
    }

    /// <summary>Checks the command's own parameters.</summary>
    private protected abstract void Prepare();

    /// <summary>Brings the pass to the disk.</summary>
    private protected abstract void Write(HandoverPass pass);

    /// <summary>Finds out whether the file can be written for these, and says so if others could read it until now.</summary>
    private protected void Check(string path, IReadOnlyList<X509Certificate2>? recipients)
    {
        if (recipients is not null) HandoverFile.CheckRecipients(path, recipients, Mode());
        if (RecordFile.Check(path, Mode(), isSecret: recipients is null))
            WriteWarning($"Others could read '{path}'. Only its owner can now, but whoever has it open or a copy of it still sees what was in it.");
    }

    private protected WriteMode Mode() => Append ? WriteMode.Append : Force ? WriteMode.Replace : WriteMode.New;

    /// <summary>The file of that path; made on its first pass. It belongs to one set of recipients, whoever comes first.</summary>
    private protected HandoverFile FileAt(string path, IReadOnlyList<X509Certificate2>? recipients, Func<HandoverFile> open)
    {
        if (!_files.TryGetValue(path, out var file)) _files[path] = file = open();
        return ReferenceEquals(file.Recipients, recipients) ? file : throw Refuse(TapErrorId.RecipientUnusable, $"'{path}' is encrypted for others.", "One file is for one set of recipients: rename one of the values.");
    }

    /// <summary>A file that holds one pass is complete at once.</summary>
    private protected void Complete(string path)
    {
        _files[path].Complete();
        _files[path].Dispose();
        _files.Remove(path);
    }

    /// <summary>The certificates, each checked.</summary>
    private protected List<X509Certificate2> Usable(object? recipients)
    {
        var found = Recipients.Find(recipients);
        // Nobody would mean: in the clear.
        if (found.Count == 0) throw Refuse(TapErrorId.RecipientUnusable, "The list of recipients is empty.", "Give at least one certificate.");
        foreach (var certificate in found)
        {
            if (RecipientCheck.Problem(certificate, DateTimeOffset.UtcNow) is { } problem)
                throw new TapServiceException(ErrorTable.Describe(TapErrorId.RecipientUnusable, $"The certificate '{certificate.Subject}' ({certificate.Thumbprint}) {problem}."));
        }

        return found;
    }

    /// <summary>A folder for several files: made if it is not there.</summary>
    /// <param name="isPrivate">A new one is for its owner alone: the names of the files say who got a pass.</param>
    private protected void PrepareFolder(bool isPrivate)
    {
        if (File.Exists(FullPath)) throw new TapServiceException(ErrorTable.Describe(TapErrorId.FileUnusable, $"'{FullPath}' cannot be used: it is a file, and several files need a folder."));
        try
        {
            if (isPrivate) FileRights.CreatePrivateFolder(FullPath);
            else Directory.CreateDirectory(FullPath);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new TapServiceException(ErrorTable.Describe(TapErrorId.FileUnusable, $"The folder '{FullPath}' cannot be made: {ForeignText.Of(failure)}") with { Cause = ForeignText.Strip(failure) });
        }
    }

    private protected static Exception Refuse(TapErrorId reason, string message, string advice) => throw new TapServiceException(ErrorTable.Describe(reason, message, advice: advice));
}
