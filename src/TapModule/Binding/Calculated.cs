using System.Management.Automation;
using System.Runtime.CompilerServices;
using TapModule.Core.Text;

namespace TapModule.Binding;

/// <summary>
/// Script blocks given to parameters of plain types, as in -LifetimeInMinutes { 60 * $_.Hours }. PowerShell would run them in its own binding, where a row that makes one fail ends
/// the pipeline while passes are in flight. So the parameter gets a value that stands for the script block, known by being that very object (docs/decisions/0009), and the
/// reader of rows runs it, where a failure is a problem of the row.
/// </summary>
internal static class Calculated
{
    private static readonly ConditionalWeakTable<object, ScriptBlock> Scripts = new();

    /// <summary>Makes the value stand for the script block.</summary>
    /// <param name="standIn">A new object of the parameter's type, which no row may have as its value.</param>
    /// <param name="script">What is to be run for each row.</param>
    public static object StandFor(object standIn, ScriptBlock script)
    {
        Scripts.Add(standIn, script);
        return standIn;
    }

    /// <summary>The script block that an argument stands for; null if it is what it is.</summary>
    public static ScriptBlock? Behind(object? argument) => argument is not null && Scripts.TryGetValue(argument, out var script) ? script : null;

    /// <summary>Runs it for a row.</summary>
    /// <exception cref="CellException">It failed.</exception>
    public static object? Run(ScriptBlock script, object? row, string name)
    {
        try
        {
            var values = script.InvokeWithContext(null, [new PSVariable("_", row), new PSVariable("PSItem", row)]);
            return values.Count switch
            {
                0 => null,
                1 => CellText.Unwrap(values[0]),
                _ => values.ToArray(),
            };
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            throw new CellException($"the script block of {name} failed: {ForeignText.Of(failure)}");
        }
    }
}
