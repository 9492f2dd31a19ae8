namespace TapModule.Sandbox;

/// <summary>What a door does with an answer.</summary>
public enum SandboxDelivery
{
    /// <summary>Sends it whole.</summary>
    Complete,

    /// <summary>Closes the connection without a word.</summary>
    Drop,

    /// <summary>Promises the whole length, sends about half of the body and closes the connection.</summary>
    CutShort,
}
