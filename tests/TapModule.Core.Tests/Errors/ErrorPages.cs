using System.Text;
using TapModule.Core.Errors;

namespace TapModule.Core.Tests.Errors;

/// <summary>Writes the error table as a page of the docs and as a help topic.</summary>
internal static class ErrorPages
{
    private const string Introduction =
        "A row that fails gives one ErrorRecord. Its FullyQualifiedErrorId begins with a stable id, the reason; its exception carries what the service told: "
        + "Reason, Advice, Status, GraphCode, GraphMessage, RequestId, ClientRequestId, RowNumber, UserId. Messages of the service are matched as a best effort, "
        + "codes and statuses first, and its own words are always kept. What no rule knows is a GraphError.";

    private const string Usage = "Import-Csv new-hires.csv | New-TapPass -ErrorVariable failed | Export-TapPass -Path passes.cms -Recipient cert.cer";
    private const string Grouping = "$failed | Group-Object { $_.Exception.Reason }";
    private const string Check = "Import-Csv new-hires.csv | Test-TapPass | Where-Object -Not Ready";

    public static string Markdown()
    {
        var page = new StringBuilder("# Errors\n\n<!-- Generated from ErrorTable.cs; a test compares. To write it anew: TAPMODULE_WRITE_PAGES=1 dotnet test --filter ErrorPagesTests -->\n\n");
        page.Append(Introduction).Append("\n\n```powershell\n").Append(Usage).Append('\n').Append(Grouping).Append("\n```\n\n");
        page.Append("`Test-TapPass` finds most of them before the first write:\n\n```powershell\n").Append(Check).Append("\n```\n");
        foreach (var rule in Sorted)
        {
            var category = $"- **Category:** {rule.Category}\n";
            page.Append("\n## ").Append(rule.Reason).Append("\n\n").Append(Capital(rule.Meaning)).Append(".\n\n- **Recognised by:** ")
                .Append(RecognisedBy(rule)).Append('\n').Append(category).Append("- **What to do:** ").Append(rule.Advice).Append('\n');
        }

        return page.ToString();
    }

    public static string AboutTopic()
    {
        var topic = new StringBuilder("TOPIC\n    about_TapModule_Errors\n\nSHORT DESCRIPTION\n    Why a row can fail, and what to do about it.\n\nLONG DESCRIPTION\n");
        Wrap(topic, Introduction, 4);
        topic.Append("\n        ").Append(Usage).Append("\n        ").Append(Grouping).Append("\n\n");
        Wrap(topic, "Test-TapPass finds most of them before the first write:", 4);
        topic.Append("\n        ").Append(Check).Append("\n\nREASONS\n");
        foreach (var rule in Sorted)
        {
            topic.Append("    ").Append(rule.Reason).Append('\n');
            Wrap(topic, Capital(rule.Meaning) + ".", 8);
            Wrap(topic, "Recognised by: " + RecognisedBy(rule).Replace("`", ""), 8);
            Wrap(topic, "Category: " + rule.Category, 8);
            Wrap(topic, "What to do: " + rule.Advice, 8);
            topic.Append('\n');
        }

        return topic.Append("SEE ALSO\n    New-TapPass\n    Test-TapPass\n    Get-TapContext\n    Get-TapPolicy\n").ToString();
    }

    private static IEnumerable<ErrorRule> Sorted => ErrorTable.Rules.OrderBy(rule => rule.Reason.ToString(), StringComparer.Ordinal);

    private static string RecognisedBy(ErrorRule rule)
    {
        var answers = string.Join("; or ", rule.Patterns.Select(pattern => pattern.ToString()));
        return answers.Length == 0 ? rule.FoundBy! : rule.FoundBy is null ? answers : $"{answers}; {rule.FoundBy}";
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static void Wrap(StringBuilder page, string text, int indent)
    {
        var line = new StringBuilder(new string(' ', indent));
        foreach (var word in text.Split(' '))
        {
            if (line.Length + 1 + word.Length > 80 && line.Length > indent)
            {
                page.Append(line.ToString().TrimEnd()).Append('\n');
                line.Clear().Append(' ', indent);
            }

            line.Append(word).Append(' ');
        }

        page.Append(line.ToString().TrimEnd()).Append('\n');
    }
}
