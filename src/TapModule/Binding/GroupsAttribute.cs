using System.Collections;
using System.Management.Automation;

namespace TapModule.Binding;

/// <summary>Takes groups as texts, or as objects with an Id: from Get-MgGroup, Get-EntraGroup or Get-TapPolicy.</summary>
public sealed class GroupsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => CellText.Unwrap(inputData) switch
    {
        null => inputData,
        string text => text,
        IList items => items.Cast<object>().Select(Id).ToArray(),
        _ => Id(inputData),
    };

    private static object Id(object item) => PSObject.AsPSObject(item).Properties["Id"]?.Value ?? item;
}
