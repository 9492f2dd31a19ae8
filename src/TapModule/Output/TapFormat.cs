namespace TapModule;

/// <summary>How passes are written.</summary>
public enum TapFormat
{
    /// <summary>Comma-separated values.</summary>
    Csv,

    /// <summary>JavaScript Object Notation.</summary>
    Json,
}
