using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using TapModule.Binding;
using TapModule.Cmdlets;
using TapModule.Core.Errors;
using TapModule.Core.Handover;
using TapModule.Errors;
using TapModule.Output;

namespace TapModule.Commands;

/// <summary>
/// Reads what Export-TapPass wrote, up to its last whole record; of several passes of a user, the last. What is encrypted needs the
/// certificate's private key.
/// </summary>
[Cmdlet(VerbsData.Import, "TapPass", DefaultParameterSetName = "Path")]
[OutputType(typeof(TapPass))]
public sealed class ImportTapPassCommand : TapCmdlet
{
    private readonly X509Certificate2Collection _keys = [];

    /// <summary>The files: one of that very name, or else a wildcard that stands for several.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    [Alias("FilePath")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The files, their names taken as they are.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The certificate with its key: a .pfx or .pem file, a thumbprint, an object. Not given: those in the personal stores.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Certificate { get; set; }

    /// <summary>The password of the .pfx file.</summary>
    [Parameter]
    [Secret(nameof(Password))]
    [ValidateNotNull]
    public SecureString? Password { get; set; }

    /// <summary>Shows the codes in the view.</summary>
    [Parameter]
    public SwitchParameter ShowPass { get; set; }

    /// <summary>Puts out the codes as SecureString only: views and exports do not show them. Windows encrypts them in memory and in Export-Clixml; Linux and macOS do not.</summary>
    [Parameter]
    public SwitchParameter AsSecureString { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Certificate is not null) _keys.Add(OrTerminate(() => new RecipientFinder(SessionState).WithKey(Certificate, Password)));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in ParameterSetName == "Path" ? Path : LiteralPath)
        {
            try
            {
                foreach (var file in ParameterSetName == "Path" ? Paths.Files(path, TapErrorId.FileUnusable) : [Paths.Literal(path, TapErrorId.FileUnusable)]) Read(file);
            }
            catch (TapServiceException failure)
            {
                WriteError(TapErrors.ToRecord(failure.Error));
            }
        }
    }

    private void Read(string path)
    {
        var readings = Await(token => Task.FromResult(PassReader.Latest(PassReader.Read(path, _keys).TakeWhile(_ => !token.IsCancellationRequested))));
        // A wrong key or a wrong file is one mistake, however many records there are: the first stands for those of its reason.
        var bad = readings.Where(r => r.Error is not null).GroupBy(r => r.Error!.Reason).ToDictionary(group => group.First(), group => group.Skip(1).ToArray());
        // Of a file of another kind it would be wrong to say that a pass in it was not delivered.
        var isOther = bad.Keys.Any(r => r.Error!.Reason is TapErrorId.InvalidRow or TapErrorId.InvalidArgument) && readings.All(r => r.Pass is null);
        foreach (var reading in readings)
        {
            if (bad.TryGetValue(reading, out var more)) WriteError(TapErrors.ToRecord(reading.Error! with { Message = $"'{path}': {reading.Error.Message}{AndMore(more)}" }));
            else if (reading.Error is not null) continue;
            else if (reading.IsNothing) WriteWarning($"'{path}' holds no pass.");
            else if (reading.Pass is { } pass) WriteObject(TapPasses.ForPipeline(HandoverRows.ToOutput(pass, ShowPass, AsSecureString)));
            else if (!isOther) WriteWarning($"'{path}': record {reading.Number} is not whole; a run ended while it was written. Its pass counts as not delivered: run the same line with the same -Journal again.");
        }
    }

    private static string AndMore(HandoverReading[] more)
    {
        if (more.Length == 0) return "";
        var numbers = string.Join(", ", more.Take(10).Select(r => r.Number)) + (more.Length > 10 ? " and so on" : "");
        return $" So it is with {more.Length} more {(more.Length == 1 ? "record" : "records")}: {numbers}.";
    }
}
