using System.Management.Automation;

namespace TapModule.Output;

/// <summary>Values as PowerShell carries them.</summary>
internal static class PSValue
{
    /// <summary>The object behind PowerShell's wrapper.</summary>
    public static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
