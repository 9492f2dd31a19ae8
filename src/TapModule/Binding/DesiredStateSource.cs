using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TapModule.Core.Errors;
using TapModule.Core.Policy;
using TapModule.Core.Text;

namespace TapModule.Binding;

/// <summary>
/// Gets a desired state from whatever a person has: an object, a hashtable, a JSON or psd1 file by its path, or JSON text.
/// What it says is read by Core.
/// </summary>
internal sealed class DesiredStateSource(SessionState session)
{
    /// <exception cref="TapServiceException"><see cref="TapErrorId.InvalidPolicy"/>.</exception>
    public PolicyChange Read(object source)
    {
        // A PSCustomObject has no object behind it but itself: only its PSObject knows its properties.
        var value = CellText.Unwrap(source);
        return value switch
        {
            string text when text.TrimStart().StartsWith("{", StringComparison.Ordinal) => DesiredState.FromJson(text, LifetimeOf),
            string path => ReadFile(new PathInput(session).Literal(path, TapErrorId.InvalidPolicy)),
            FileInfo file => ReadFile(file.FullName),
            _ when Plain(source) is IDictionary table => DesiredState.FromDictionary(table, LifetimeOf),
            _ => throw PolicyErrors.Invalid(
                $"A desired state cannot be a {value!.GetType().Name}.", "Give an object, a hashtable, or the path of a JSON or psd1 file."),
        };
    }

    private static PolicyChange ReadFile(string path)
    {
        if (!File.Exists(path)) throw PolicyErrors.Invalid($"There is no file '{path}'.", "Check the path of the desired state.");
        try
        {
            return string.Equals(Path.GetExtension(path), ".psd1", StringComparison.OrdinalIgnoreCase)
                ? DesiredState.FromDictionary((IDictionary)Plain(ReadDataFile(path))!, LifetimeOf)
                : DesiredState.FromJson(File.ReadAllText(path), LifetimeOf);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PolicyErrors.Invalid($"The file '{path}' cannot be read: {ForeignText.Of(e)}", "Check the file and your rights to it.");
        }
        catch (TapServiceException e)
        {
            throw new TapServiceException(e.Error with { Message = $"{path}: {e.Error.Message}" });
        }
    }

    /// <summary>Lifetimes are written here as everywhere: 480, 8h, 08:00:00.</summary>
    private static (int? Minutes, string? Problem) LifetimeOf(object value)
    {
        var reading = Lifetime.Read(value);
        return (reading.Value, reading.Problem);
    }

    /// <summary>PowerShell's own reader of data: literals only, nothing is run.</summary>
    private static object ReadDataFile(string path)
    {
        var script = Parser.ParseFile(path, out _, out var errors);
        if (errors.Length > 0) throw PolicyErrors.Invalid($"line {errors[0].Extent.StartLineNumber}: {errors[0].Message}", "Correct the file.");
        // A command beside it would not be run, but whoever wrote it means it to be.
        if (script.EndBlock?.Statements is not { Count: 1 } statements || (statements[0] as PipelineAst)?.GetPureExpression() is not HashtableAst table)
            throw PolicyErrors.Invalid("the file holds something else than one hashtable.", "Write the desired state as @{ ... } and nothing beside it.");
        try
        {
            return table.SafeGetValue();
        }
        catch (InvalidOperationException)
        {
            throw PolicyErrors.Invalid("the hashtable holds more than literal values.", "Write every value out; variables and commands are not run.");
        }
    }

    /// <summary>The same data in dictionaries and lists only.</summary>
    private static object? Plain(object? value) => CellText.Unwrap(value) switch
    {
        null => null,
        string or ValueType => CellText.Unwrap(value),
        IEnumerable<KeyValuePair<string, object?>> table and not IDictionary => table.ToDictionary(entry => entry.Key, entry => Plain(entry.Value)),
        IDictionary table => PlainTable(table),
        IEnumerable items => items.Cast<object?>().Select(Plain).ToArray(),
        _ => PSObject.AsPSObject(value!).Properties.Where(p => p.IsGettable).ToDictionary(p => p.Name, p => Plain(p.Value)),
    };

    private static Dictionary<string, object?> PlainTable(IDictionary table)
    {
        var plain = new Dictionary<string, object?>();
        foreach (DictionaryEntry entry in table) plain[entry.Key.ToString() ?? ""] = Plain(entry.Value);
        return plain;
    }
}
