using System.Management.Automation;
using TapModule.Binding;
using TapModule.Cmdlets;
using TapModule.Core.Policy;

namespace TapModule.Commands;

/// <summary>
/// Changes what is named in the policy and nothing else. Only what differs is sent, and nothing if nothing differs.
/// </summary>
[Cmdlet(VerbsCommon.Set, "TapPolicy", DefaultParameterSetName = "Named", SupportsShouldProcess = true)]
[OutputType(typeof(TapPolicy))]
public sealed class SetTapPolicyCommand : PolicyCmdlet
{
    /// <summary>A whole or partial policy: an object, a hashtable, or a JSON or psd1 file by its path. Targets in it replace the present ones.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "DesiredState")]
    [ValidateNotNull]
    [Alias("Path", "LiteralPath")]
    public object? DesiredState { get; set; }

    /// <summary>Switches the method on or off.</summary>
    [Parameter(ParameterSetName = "Named")]
    [ValidateSet("enabled", "disabled")]
    public string? State { get; set; }

    /// <summary>The lifetime of a pass whose request names none: minutes (480), 8h, 2 days, 08:00:00 or a TimeSpan.</summary>
    [Parameter(ParameterSetName = "Named")]
    [Lifetime]
    [ValidateRange(PolicyRules.ShortestLifetime, PolicyRules.LongestLifetime)]
    [ArgumentCompleter(typeof(LifetimeCompleter))]
    public int? DefaultLifetimeInMinutes { get; set; }

    /// <summary>The shortest lifetime that may be asked for, in the same forms.</summary>
    [Parameter(ParameterSetName = "Named")]
    [Lifetime]
    [ValidateRange(PolicyRules.ShortestLifetime, PolicyRules.LongestLifetime)]
    [ArgumentCompleter(typeof(LifetimeCompleter))]
    public int? MinimumLifetimeInMinutes { get; set; }

    /// <summary>The longest lifetime that may be asked for, in the same forms.</summary>
    [Parameter(ParameterSetName = "Named")]
    [Lifetime]
    [ValidateRange(PolicyRules.ShortestLifetime, PolicyRules.LongestLifetime)]
    [ArgumentCompleter(typeof(LifetimeCompleter))]
    public int? MaximumLifetimeInMinutes { get; set; }

    /// <summary>The number of characters of a pass.</summary>
    [Parameter(ParameterSetName = "Named")]
    [ValidateRange(PolicyRules.ShortestCode, PolicyRules.LongestCode)]
    public int? DefaultLength { get; set; }

    /// <summary>Whether every new pass must be one-time. Not given means that it stays as it is.</summary>
    [Parameter(ParameterSetName = "Named")]
    [TriState]
    [ArgumentCompleter(typeof(TriStateCompleter))]
    public bool? IsUsableOnce { get; set; }

    /// <summary>The groups that the policy covers, instead of the present ones: ids, names, or all_users. An empty list covers nobody.</summary>
    [Parameter(ParameterSetName = "Named")]
    [Groups]
    [ValidateNotNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(GroupCompleter))]
    public string[]? IncludeTarget { get; set; }

    /// <summary>Groups to cover beside the present ones.</summary>
    [Parameter(ParameterSetName = "Named")]
    [Groups]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(GroupCompleter))]
    public string[]? AddIncludeTarget { get; set; }

    /// <summary>Groups not to cover any more.</summary>
    [Parameter(ParameterSetName = "Named")]
    [Groups]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(GroupCompleter))]
    public string[]? RemoveIncludeTarget { get; set; }

    /// <summary>The groups that the policy leaves out, instead of the present ones: ids or names. An empty list leaves nobody out.</summary>
    [Parameter(ParameterSetName = "Named")]
    [Groups]
    [ValidateNotNull]
    [AllowEmptyCollection]
    public string[]? ExcludeTarget { get; set; }

    /// <summary>Groups to leave out beside the present ones.</summary>
    [Parameter(ParameterSetName = "Named")]
    [Groups]
    [ValidateNotNullOrEmpty]
    public string[]? AddExcludeTarget { get; set; }

    /// <summary>Groups not to leave out any more.</summary>
    [Parameter(ParameterSetName = "Named")]
    [Groups]
    [ValidateNotNullOrEmpty]
    public string[]? RemoveExcludeTarget { get; set; }

    /// <summary>Reads the policy back, warns about what the service recalculated, and puts it out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string? RequiredPermission => IsWhatIf ? "Get-TapPolicy" : base.RequiredPermission;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var change = OrTerminate(() => DesiredState is null ? NamedChange() : new DesiredStateSource(SessionState).Read(DesiredState));
        var plan = Await(token => Policy.PlanAsync(change, Log, token));
        if (plan.IsEmpty)
        {
            WriteVerbose("The policy is as wanted already; nothing was sent.");
        }
        else
        {
            foreach (var warning in plan.Warnings) WriteWarning(warning);
            var what = $"Change the Temporary Access Pass policy of {Tenant}:{Lines(plan.Differences.Select(d => d.ToString()))}";
            if (!ShouldProcess(what, what, "Change the policy?")) return;
            Await(token => Policy.ApplyAsync(plan, Log, token));
        }

        if (PassThru) WriteObject(new TapPolicy(Await(token => plan.IsEmpty ? Policy.GetAsync(Log, token) : Policy.ReadBackAsync(plan, Log, token))));
    }

    private PolicyChange NamedChange()
    {
        var change = new PolicyChange
        {
            State = State,
            DefaultLifetimeInMinutes = DefaultLifetimeInMinutes,
            MinimumLifetimeInMinutes = MinimumLifetimeInMinutes,
            MaximumLifetimeInMinutes = MaximumLifetimeInMinutes,
            DefaultLength = DefaultLength,
            IsUsableOnce = IsUsableOnce,
            IncludeTargets = Targets(IncludeTarget, AddIncludeTarget, RemoveIncludeTarget),
            ExcludeTargets = Targets(ExcludeTarget, AddExcludeTarget, RemoveExcludeTarget),
        };
        return change != new PolicyChange() ? change : throw PolicyErrors.Invalid("No property of the policy was named.", "Name what is to change, as in: Set-TapPolicy -IsUsableOnce $true");
    }

    private static TargetChange? Targets(string[]? replace, string[]? add, string[]? remove)
    {
        if (replace is null && add is null && remove is null) return null;
        return new TargetChange { Replace = replace is null ? null : Wanted(replace), Add = Wanted(add), Remove = Wanted(remove) };
    }

    private static WantedTarget[] Wanted(string[]? texts) => [.. (texts ?? []).Select(text => new WantedTarget(text))];
}
