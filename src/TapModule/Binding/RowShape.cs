using System.Collections;
using System.Data;
using System.Management.Automation;
using TapModule.Core.Text;

namespace TapModule.Binding;

/// <summary>What kind of row an object of the pipeline is.</summary>
internal static class RowShape
{
    /// <summary>The row's cells; null if the object is no row with cells: a text, a number, a list.</summary>
    public static IRowCells? Of(PSObject input) => input.BaseObject switch
    {
        DataRow row => new DataCells(row),
        DataRowView view => new DataCells(view.Row),
        IDictionary table => new DictionaryCells(table),
        IEnumerable<KeyValuePair<string, object?>> table => new DictionaryCells(table.ToDictionary(entry => entry.Key, entry => entry.Value)),
        PSCustomObject => new PropertyCells(input, [.. input.Properties.Select(property => property.Name)]),
        string or ValueType or IEnumerable or Type => null,
        _ => new PropertyCells(input, null),
    };

    /// <summary>Rows of a CSV, of Import-Excel and of objects.</summary>
    private sealed class PropertyCells(PSObject row, IReadOnlyList<string>? columns) : IRowCells
    {
        public IReadOnlyList<string>? Columns => columns;

        public object? Value(string column)
        {
            try
            {
                return CellText.Unwrap(row.Properties[column]?.Value);
            }
            catch (Exception failure) when (failure is RuntimeException)
            {
                throw new CellException($"{column} cannot be read: {ForeignText.Of(failure.InnerException ?? failure)}");
            }
        }
    }

    /// <summary>Hashtables: what Invoke-MgGraphRequest and ConvertFrom-Json -AsHashtable give.</summary>
    private sealed class DictionaryCells(IDictionary table) : IRowCells
    {
        private readonly Dictionary<string, object?> _cells = Read(table);

        public IReadOnlyList<string> Columns => [.. _cells.Keys];

        public object? Value(string column) => _cells.TryGetValue(column, out var value) ? CellText.Unwrap(value) : null;

        private static Dictionary<string, object?> Read(IDictionary table)
        {
            var cells = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
            foreach (DictionaryEntry entry in table) cells[CellText.Plain(entry.Key)] = entry.Value;
            return cells;
        }
    }

    /// <summary>Rows of a database.</summary>
    private sealed class DataCells(DataRow row) : IRowCells
    {
        public IReadOnlyList<string> Columns { get; } = [.. row.Table.Columns.Cast<DataColumn>().Select(column => column.ColumnName)];

        public object? Value(string column) => row.Table.Columns.Contains(column) ? row[column] : null;
    }
}
