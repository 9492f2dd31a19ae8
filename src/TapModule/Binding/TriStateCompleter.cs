using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace TapModule.Binding;

/// <summary>Offers $true and $false.</summary>
public sealed class TriStateCompleter : IArgumentCompleter
{
    private static readonly string[] Values = ["$true", "$false"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Values.Where(v => v.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase)).Select(v => new CompletionResult(v));
}
