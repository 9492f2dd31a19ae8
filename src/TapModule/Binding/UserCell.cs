namespace TapModule.Binding;

/// <summary>Whom a row means.</summary>
/// <param name="User">The user that is asked for; where there is a problem, what the row calls it, fit to be shown.</param>
/// <param name="Other">What the row calls the same user besides: an object id beside a name, or the other way round. Null if it says nothing.</param>
/// <param name="Problem">Why nobody is meant; null if somebody is.</param>
/// <param name="Remark">What was passed over in choosing; null if nothing was.</param>
internal readonly record struct UserCell(string? User, string? Other = null, string? Problem = null, string? Remark = null)
{
    /// <summary>
    /// The first of the columns that is not blank and can be a user. If none can be, the first that is not blank: the service will say. A second one that says something else is told,
    /// but for a name beside an object id, which most directories put out.
    /// </summary>
    /// <exception cref="CellException">A cell cannot be read.</exception>
    public static UserCell Choose(IRowCells row, IReadOnlyList<string> columns)
    {
        var filled = new List<(string Column, string Text)>();
        foreach (var column in columns)
        {
            var value = row.Value(column);
            if (CellText.IsBlank(value)) continue;
            if (Text(value!) is not { } text) return new(null, Problem: $"{column} holds {CellText.Plain(value)}, and names nobody by that.");
            filled.Add((column, text));
        }

        if (filled.Count == 0) return new(null, Problem: columns.Count == 1 ? $"{columns[0]} is blank." : $"{string.Join(" and ", columns)} are blank.");
        var chosen = filled.FirstOrDefault(cell => UserName.CanBeUser(cell.Text));
        if (chosen.Text is null) chosen = filled[0];
        if (UserName.Problem(chosen.Text) is { } problem) return new(CellText.Brief(chosen.Text), Problem: $"{chosen.Column} {problem}");
        var other = filled.FirstOrDefault(cell => UserName.CanBeUser(cell.Text) && UserName.IsId(cell.Text) != UserName.IsId(chosen.Text)).Text;
        return new(chosen.Text, other, Remark: Passed(filled, chosen));
    }

    /// <summary>What a cell or an argument says, if it can be said in a word; null for lists and objects.</summary>
    public static string? Text(object value) => CellText.Unwrap(value) switch
    {
        string text => text.Trim(),
        Guid id => id.ToString("D"),
        IFormattable and ValueType => CellText.Plain(value),
        Uri address => address.ToString(),
        _ => null,
    };

    private static string? Passed(List<(string Column, string Text)> filled, (string Column, string Text) chosen)
    {
        foreach (var (column, text) in filled)
        {
            if (string.Equals(text, chosen.Text, StringComparison.OrdinalIgnoreCase)) continue;
            if (UserName.CanBeUser(text) && UserName.IsId(text) != UserName.IsId(chosen.Text)) continue;
            return UserName.CanBeUser(text)
                ? $"{column} says {CellText.Shown(text)} and {chosen.Column} says {CellText.Shown(chosen.Text)}: {chosen.Column} is used. -IgnoreColumn {column} if that is right."
                : $"{column} says {CellText.Shown(text)}, which cannot be a user: {chosen.Column} is used.";
        }

        return null;
    }
}
