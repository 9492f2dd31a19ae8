using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace TapModule.Binding;

/// <summary>Offers the usual lifetimes.</summary>
public sealed class LifetimeCompleter : IArgumentCompleter
{
    private static readonly (string Minutes, string Meaning)[] Usual =
        [("60", "1 hour"), ("120", "2 hours"), ("480", "8 hours"), ("1440", "1 day"), ("10080", "1 week"), ("43200", "30 days, the most there is")];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Usual.Where(u => u.Minutes.StartsWith(wordToComplete, StringComparison.Ordinal))
            .Select(u => new CompletionResult(u.Minutes, u.Minutes, CompletionResultType.ParameterValue, u.Meaning));
}
