using TapModule.Core.Errors;

namespace TapModule.Binding;

/// <summary>What to say of columns that are perhaps meant for a value of the pass and would fill none.</summary>
internal static class ColumnAdvice
{
    public static TapError Refusal(IReadOnlyList<(string Column, RowField Field)> doubtful)
    {
        var told = string.Join(", ", doubtful.Select(doubt => $"{CellText.Shown(doubt.Column)} for {doubt.Field}"));
        var one = doubtful.Count == 1;
        // Of two columns for one field, only one can be meant.
        var map = string.Join("; ", doubtful.GroupBy(doubt => doubt.Field).Select(group => $"{group.Key} = {Source(group.First())}"));
        var ignored = string.Join(", ", doubtful.Select(doubt => Quoted(doubt.Column)));
        return ErrorTable.Describe(
            TapErrorId.InvalidRow,
            $"{(one ? "A column" : "Columns")} may be meant for the pass and would not be used: {told}.",
            advice: $"To use {(one ? "it" : "them")}, add -ColumnMap @{{ {map} }}. To pass over {(one ? "it" : "them")}, add -IgnoreColumn {ignored}.");
    }

    private static string Source((string Column, RowField Field) doubt) =>
        doubt.Field == RowField.LifetimeInMinutes && ColumnNames.MinutesOfUnit(doubt.Column) is > 1 and var minutes
            ? $"{{ {minutes} * $_.{Quoted(doubt.Column)} }}"
            : Quoted(doubt.Column);

    private static string Quoted(string column) => $"'{column.Replace("'", "''")}'";
}
