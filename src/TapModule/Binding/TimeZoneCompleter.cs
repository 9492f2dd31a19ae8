using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace TapModule.Binding;

/// <summary>Offers the time zones of this system.</summary>
public sealed class TimeZoneCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = wordToComplete.Trim('\'', '"');
        return TimeZoneInfo.GetSystemTimeZones()
            .Where(z => z.Id.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
            .Select(z => new CompletionResult($"'{z.Id}'", z.Id, CompletionResultType.ParameterValue, z.DisplayName));
    }
}
