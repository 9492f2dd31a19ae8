namespace TapModule.Sandbox;

/// <summary>An item of a batch, the items it waits for, and the fault that was written for it.</summary>
internal sealed class BatchItem(GraphCall call, string[] dependsOn)
{
    public GraphCall Call { get; } = call;

    public string Id => Call.ItemId!;

    public string[] DependsOn { get; } = dependsOn;

    public ScriptedFault? Scripted { get; set; }
}
