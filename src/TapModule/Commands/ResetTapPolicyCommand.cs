using System.Management.Automation;
using TapModule.Cmdlets;
using TapModule.Core.Policy;

namespace TapModule.Commands;

/// <summary>Puts the policy back to Microsoft's defaults.</summary>
[Cmdlet(VerbsCommon.Reset, "TapPolicy", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(TapPolicy))]
public sealed class ResetTapPolicyCommand : PolicyCmdlet
{
    /// <summary>Reads the policy back and puts it out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string? RequiredPermission => IsWhatIf ? "Get-TapPolicy" : base.RequiredPermission;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var before = Await(token => Policy.GetAsync(Log, token));
        if (before.State == "enabled")
            WriteWarning("A reset may switch the method off: to which state and targets the policy goes back is not documented. Passes that were issued already cannot be used then.");
        var known = Baseline.MicrosoftDefaults.Check(before).Select(d => d.ToString());
        string[] open = [$"State: {before.State} -> (Microsoft's default)", $"IncludeTargets: {PolicyDifference.Show(before.IncludeTargets)} -> (Microsoft's default)", $"ExcludeTargets: {PolicyDifference.Show(before.ExcludeTargets)} -> (Microsoft's default)"];
        var what = $"Reset the Temporary Access Pass policy of {Tenant}:{Lines(known.Concat(open))}";
        if (!ShouldProcess(what, what, "Reset the policy?")) return;
        Await(token => Policy.ResetAsync(Log, token));
        if (PassThru) WriteObject(new TapPolicy(Await(token => Policy.GetAsync(Log, token))));
    }
}
