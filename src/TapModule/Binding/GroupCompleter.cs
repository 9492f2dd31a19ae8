using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TapModule.Core.Policy;

namespace TapModule.Binding;

/// <summary>Offers the one target that exists in every tenant. Groups would need a request, which a completer must not make.</summary>
public sealed class GroupCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (PolicyTarget.AllUsers.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase))
            yield return new CompletionResult(PolicyTarget.AllUsers, PolicyTarget.AllUsers, CompletionResultType.ParameterValue, "Everybody in the tenant");
    }
}
