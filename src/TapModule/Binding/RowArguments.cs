using System.Collections;
using System.Management.Automation;
using TapModule.Core.Errors;
using TapModule.Core.Graph;
using TapModule.Core.Text;

namespace TapModule.Binding;

/// <summary>What the command line says about rows: values for all of them, script blocks, and what their columns are called.</summary>
internal sealed class RowArguments
{
    private readonly Dictionary<RowField, object> _values = [];
    private readonly Dictionary<RowField, ScriptBlock> _scripts = [];
    private readonly Dictionary<RowField, string> _columns = [];

    private RowArguments()
    {
    }

    /// <summary>Columns that -ColumnMap names.</summary>
    public IReadOnlyCollection<string> Taken => _columns.Values;

    /// <summary>Columns to pass over.</summary>
    public IReadOnlyList<string> Ignored { get; private init; } = [];

    /// <summary>The users of the command line; empty if there are none, or a script block finds them.</summary>
    public IReadOnlyList<string> Users => _values.TryGetValue(RowField.UserId, out var users) ? (string[])users : [];

    /// <summary>Whether it says where a field's value comes from.</summary>
    public bool Has(RowField field) => _values.ContainsKey(field) || _scripts.ContainsKey(field) || _columns.ContainsKey(field);

    /// <summary>A value for all rows.</summary>
    public object? Value(RowField field) => _values.TryGetValue(field, out var value) ? value : null;

    /// <summary>What is run for each row.</summary>
    public ScriptBlock? Script(RowField field) => _scripts.TryGetValue(field, out var script) ? script : null;

    /// <summary>The column that -ColumnMap names.</summary>
    public string? Column(RowField field) => _columns.TryGetValue(field, out var column) ? column : null;

    /// <param name="bound">What PowerShell bound on the command line: before the first object of the pipeline.</param>
    /// <exception cref="TapServiceException"><see cref="TapErrorId.InvalidArgument"/>: -ColumnMap or -PassId cannot be read.</exception>
    public static RowArguments Of(IReadOnlyDictionary<string, object> bound)
    {
        var arguments = new RowArguments { Ignored = bound.TryGetValue("IgnoreColumn", out var ignored) && ignored is string[] names ? names : [] };
        foreach (RowField field in Enum.GetValues(typeof(RowField)))
        {
            // Null is what a script gives that has nothing to give: not given.
            if (!bound.TryGetValue(field.ToString(), out var value) || value is null) continue;
            if (Calculated.Behind(value) is { } script) arguments._scripts[field] = script;
            else arguments._values[field] = value;
        }

        if (arguments.Value(RowField.PassId) is string id && id.Trim().Length > 0 && !GraphPath.IsSegment(id))
            throw Refused($"-PassId {CellText.Shown(id)} is not an id.", "Give the id of a pass, as Get-TapPass shows it.");
        if (bound.TryGetValue("ColumnMap", out var map) && map is IDictionary table)
        {
            foreach (DictionaryEntry entry in table) arguments.Map(CellText.Plain(entry.Key), CellText.Unwrap(entry.Value));
        }

        return arguments;
    }

    private void Map(string name, object? source)
    {
        if (Field(name) is not { } field)
        {
            throw Refused(
                $"-ColumnMap has {CellText.Shown(name)} on the left, which is nothing that a row can fill.",
                source is string column && Field(column) is { } meant
                    ? $"Write it the other way round: -ColumnMap @{{ {meant} = '{name}' }}."
                    : $"On the left stand {string.Join(", ", Enum.GetNames(typeof(RowField)))}{(Suggestion.For(name, Enum.GetNames(typeof(RowField))) is { } near ? $"; did you mean {near}?" : ".")}");
        }

        if (Has(field)) throw Refused($"{field} is given twice.", $"Give either -{field} or {field} in -ColumnMap.");
        if (source is ScriptBlock script) _scripts[field] = script;
        else if (source is string { Length: > 0 } text) _columns[field] = text;
        else throw Refused($"-ColumnMap has {CellText.Shown(source)} for {field}.", $"Give the name of a column, or a script block: -ColumnMap @{{ {field} = 'Column' }}, -ColumnMap @{{ {field} = {{ $_.Column }} }}.");
    }

    private static RowField? Field(string name)
    {
        foreach (RowField field in Enum.GetValues(typeof(RowField)))
        {
            if (ColumnMatch.NamesOf(field).Any(known => ColumnNames.AreSame(known, name))) return field;
        }

        return null;
    }

    private static TapServiceException Refused(string message, string advice) => new(ErrorTable.Describe(TapErrorId.InvalidArgument, message, advice: advice));
}
