namespace TapModule.Sandbox;

/// <summary>What a create does when the user already has a pass.</summary>
public enum SandboxExistingPass
{
    /// <summary>The new pass takes the place of the old one, as the current documentation says.</summary>
    Replace,

    /// <summary>400, unless the old pass has expired, as some reports say.</summary>
    Refuse,
}
