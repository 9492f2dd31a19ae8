namespace TapModule.Sandbox;

/// <summary>What happens to the connection under an HTTP request.</summary>
internal enum ConnectionFault
{
    None,
    DropBeforeWork,
    DropAfterWork,
    CutShort,
    Garbage,
}
