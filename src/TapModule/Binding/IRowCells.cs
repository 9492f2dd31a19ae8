namespace TapModule.Binding;

/// <summary>The cells of a row, whatever kind of object the row is.</summary>
internal interface IRowCells
{
    /// <summary>The names of the columns; null for an object with a class of its own, whose properties nobody meant as the columns of a list.</summary>
    IReadOnlyList<string>? Columns { get; }

    /// <summary>A cell; null if there is no such column.</summary>
    /// <exception cref="CellException">The cell cannot be read: a property that is computed and fails.</exception>
    object? Value(string column);
}

/// <summary>A cell that cannot be read.</summary>
internal sealed class CellException(string message) : Exception(message);
