namespace TapModule.Sandbox;

/// <summary>What a create does for a user whom the policy does not cover.</summary>
public enum SandboxOutOfScope
{
    /// <summary>400, as field reports say.</summary>
    Refuse,

    /// <summary>201 with a pass that cannot be used, as the product documentation says.</summary>
    IssueUnusable,
}
