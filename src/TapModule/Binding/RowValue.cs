namespace TapModule;

/// <summary>
/// A value that a row may fill: what was meant, or the text that could not be understood. An unreadable cell must not fail in the
/// binding of parameters: under <c>-ErrorAction Stop</c> that would end the pipeline while passes are in flight. The command finds
/// it and tells the row, after what is in flight has been written.
/// </summary>
/// <typeparam name="T">The type that is meant.</typeparam>
public sealed class RowValue<T>
    where T : struct
{
    internal RowValue(T? value, string? problem = null)
    {
        Value = value;
        Problem = problem;
    }

    /// <summary>What was meant; null for a blank cell, which counts as not given.</summary>
    public T? Value { get; }

    /// <summary>Why it could not be understood, with the text shortened; null if it could.</summary>
    public string? Problem { get; }

    /// <inheritdoc/>
    public override string ToString() => Problem ?? Value?.ToString() ?? "";
}
