using System.Management.Automation;
using TapModule.Cmdlets;

namespace TapModule.Commands;

/// <summary>Reads the tenant's Temporary Access Pass policy, with the names of its groups where they may be read.</summary>
[Cmdlet(VerbsCommon.Get, "TapPolicy")]
[OutputType(typeof(TapPolicy))]
public sealed class GetTapPolicyCommand : PolicyCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(new TapPolicy(Await(token => Policy.GetAsync(Log, token))));
}
