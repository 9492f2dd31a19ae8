using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace TapModule.Binding;

/// <summary>Offers the languages that come with the module.</summary>
public sealed class SlipLanguageCompleter : IArgumentCompleter
{
    private static readonly (string Name, string Meaning)[] Languages = [("de", "Deutsch"), ("en", "English")];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Languages.Where(l => l.Name.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase))
            .Select(l => new CompletionResult(l.Name, l.Name, CompletionResultType.ParameterValue, l.Meaning));
}
