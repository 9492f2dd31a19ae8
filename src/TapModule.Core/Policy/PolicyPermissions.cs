namespace TapModule.Core.Policy;

/// <summary>Which Graph permissions suffice. Source: Microsoft's machine-readable grants (microsoft-graph-devx-content).</summary>
internal static class PolicyPermissions
{
    public static readonly string[] Read = ["Policy.Read.AuthenticationMethod", "Policy.Read.All", "Policy.ReadWrite.AuthenticationMethod"];

    public static readonly string[] Write = ["Policy.ReadWrite.AuthenticationMethod"];
}
