using System.Management.Automation;
using TapModule.Cmdlets;
using TapModule.Core.Errors;
using TapModule.Core.Journal;
using TapModule.Errors;

namespace TapModule.Commands;

/// <summary>Reads journals: what was issued, failed, or is unknown. Needs no connection.</summary>
[Cmdlet(VerbsCommon.Get, "TapRun", DefaultParameterSetName = "Path")]
[OutputType(typeof(TapRun), typeof(TapRunRow))]
public sealed class GetTapRunCommand : TapCmdlet
{
    private readonly List<(TapRun[] Runs, TapServiceException? Failure)> _read = [];

    /// <summary>The journals: a file of that very name, or else a wildcard that stands for several.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    [Alias("Journal")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The journals, their names taken as they are.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Puts out the rows instead of the runs.</summary>
    [Parameter]
    public SwitchParameter Detail { get; set; }

    /// <summary>
    /// Reads what the command line names before the commands downstream begin: one of them may be a New-TapPass that takes the same
    /// journal for itself.
    /// </summary>
    protected override void BeginProcessing()
    {
        if (!MyInvocation.ExpectingInput) ReadAll();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (MyInvocation.ExpectingInput) ReadAll();
        foreach (var (runs, failure) in _read) Write(runs, failure);
        _read.Clear();
    }

    private void ReadAll()
    {
        if (ParameterSetName == "Path") ReadAll(Path, path => Paths.Files(path, TapErrorId.JournalUnusable));
        else ReadAll(LiteralPath, path => [Paths.Literal(path, TapErrorId.JournalUnusable)]);
    }

    private void ReadAll(string[] given, Func<string, IReadOnlyList<string>> find)
    {
        foreach (var path in given)
        {
            try
            {
                foreach (var file in find(path)) Read(file);
            }
            catch (TapServiceException failure)
            {
                _read.Add(([], failure));
            }
        }
    }

    private void Read(string file)
    {
        try
        {
            _read.Add(([.. RunHistory.Read(file).Select(run => new TapRun(file, run))], null));
        }
        catch (TapServiceException failure)
        {
            _read.Add(([], failure));
        }
    }

    private void Write(TapRun[] runs, TapServiceException? failure)
    {
        if (failure is not null) WriteError(TapErrors.ToRecord(failure.Error));
        foreach (var run in runs)
        {
            if (Detail) WriteObject(run.GetRows(), enumerateCollection: true);
            else WriteObject(run);
        }
    }
}
