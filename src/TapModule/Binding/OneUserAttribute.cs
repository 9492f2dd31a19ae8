using System.Collections;
using System.Management.Automation;

namespace TapModule.Binding;

/// <summary>Says what to do about a list of users, which the engine's own message does not.</summary>
public sealed class OneUserAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        CellText.Unwrap(inputData) is IEnumerable and not string
            ? throw new ArgumentTransformationMetadataException("It takes one user. Pipe several into the command instead: 'a@contoso.com', 'b@contoso.com' | ...")
            : inputData;
}
