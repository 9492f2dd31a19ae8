using System.Management.Automation;
using System.Security;

namespace TapModule.Binding;

/// <summary>Tells whoever gives a secret as plain text what to write instead. PowerShell's own message would repeat the secret.</summary>
/// <param name="parameter">The parameter's name, for the line.</param>
public sealed class SecretAttribute(string parameter) : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) => CellText.Unwrap(inputData) is null or SecureString
        ? inputData
        : throw new ArgumentTransformationMetadataException(
            $"It takes a SecureString, so that the secret appears in no history and no transcript. Write: -{parameter} (ConvertTo-SecureString $text -AsPlainText -Force), or -{parameter} (Read-Host -AsSecureString).");
}
