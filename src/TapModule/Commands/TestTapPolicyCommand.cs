using System.Management.Automation;
using TapModule.Binding;
using TapModule.Cmdlets;
using TapModule.Core.Policy;

namespace TapModule.Commands;

/// <summary>Compares the policy with a desired state or with published baselines: one object for each difference, none if there is none.</summary>
[Cmdlet(VerbsDiagnostic.Test, "TapPolicy", DefaultParameterSetName = "DesiredState")]
[OutputType(typeof(TapPolicyDifference), typeof(bool))]
public sealed class TestTapPolicyCommand : PolicyCmdlet
{
    /// <summary>A whole or partial policy: an object, a hashtable, or a JSON or psd1 file by its path. What it does not name is not compared.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "DesiredState")]
    [ValidateNotNull]
    [Alias("Path", "LiteralPath")]
    public object? DesiredState { get; set; }

    /// <summary>Published rules to compare with.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Baseline")]
    [ValidateSet("MicrosoftDefaults", "EIDSCA", "ZeroTrust")]
    public string[] Baseline { get; set; } = [];

    /// <summary>Says only whether there is no difference.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var differences = DesiredState is null ? Compare(Baseline) : Compare(DesiredState);
        if (Quiet) WriteObject(differences.Count == 0);
        else WriteObject(differences.Select(d => new TapPolicyDifference(d)), enumerateCollection: true);
    }

    private IReadOnlyList<PolicyDifference> Compare(object source)
    {
        var desired = OrTerminate(() => new DesiredStateSource(SessionState).Read(source));
        return Await(token => Policy.CompareAsync(desired, Log, token));
    }

    private IReadOnlyList<PolicyDifference> Compare(string[] names)
    {
        var policy = Await(token => Policy.GetAsync(Log, token));
        return [.. Core.Policy.Baseline.All.Where(b => names.Contains(b.Name, StringComparer.OrdinalIgnoreCase)).SelectMany(b => b.Check(policy))];
    }
}
