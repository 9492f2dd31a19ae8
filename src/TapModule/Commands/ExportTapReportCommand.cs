using System.Management.Automation;
using TapModule.Binding;
using TapModule.Cmdlets;
using TapModule.Core.Errors;
using TapModule.Core.Files;
using TapModule.Core.Reports;
using TapModule.Core.Text;
using TapModule.Errors;

namespace TapModule.Commands;

/// <summary>Writes a follow-up report as one HTML file that needs no network and holds no pass. Needs no connection.</summary>
[Cmdlet(VerbsData.Export, "TapReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTapReportCommand : TapCmdlet
{
    private ReportInput _collector = null!;
    private string _path = "";

    /// <summary>The file to write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("FilePath", "OutFile", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>What Get-TapPass and Get-TapRun (-Detail too) put out, in any order.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The report's heading.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Title { get; set; } = "Temporary Access Passes: follow-up";

    /// <summary>Does not replace a file that is there.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Puts out the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>A place that cannot be written to is told before the input is waited for.</summary>
    protected override void BeginProcessing()
    {
        _collector = new ReportInput();
        _path = OrTerminate(() => Paths.Literal(Path, TapErrorId.FileUnusable));
        if (Directory.Exists(_path)) throw Unusable("it is a folder");
        if (!Directory.Exists(System.IO.Path.GetDirectoryName(_path))) throw Unusable("its folder does not exist");
        if (NoClobber && File.Exists(_path)) throw Terminate(ErrorTable.Describe(TapErrorId.FileExists, $"'{_path}' exists.", advice: "Choose another name, or leave -NoClobber out to replace it."));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Take(CellText.Unwrap(InputObject));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_collector.IsEmpty) WriteWarning("No pass and no run came in: the report will be empty.");
        if (!ShouldProcess(_path, "Write the report")) return;
        var content = _collector.Finish(Title, DateTimeOffset.Now);
        try
        {
            if (WholeFile.Write(_path, !NoClobber, file => ReportPage.Write(file, content)) == FileAudience.Others)
                WriteWarning($"Others may read '{_path}', which says who got a pass: the file system keeps no permissions.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unusable(ForeignText.Of(failure).TrimEnd('.'));
        }

        if (PassThru) WriteObject(new FileInfo(_path));
    }

    private void Take(object? item)
    {
        switch (CellText.Unwrap(item))
        {
            case TapPass pass:
                _collector.Take(pass);
                break;
            case TapRun run:
                _collector.Take(run);
                break;
            case TapRunRow row:
                _collector.Take(row);
                break;
            case System.Collections.IEnumerable list and not string:
                foreach (var inner in list) Take(inner);
                break;
            case var other:
                WriteError(TapErrors.ToRecord(ErrorTable.Describe(TapErrorId.InvalidRow, $"{CellText.Shown(other)} is neither a pass nor a run.", advice: "Pipe what Get-TapPass and Get-TapRun return.")));
                break;
        }
    }

    private Exception Unusable(string why) =>
        Terminate(ErrorTable.Describe(TapErrorId.FileUnusable, $"'{_path}' cannot be written: {why}.", advice: "Choose a file that can be written, in a folder that exists."));
}
