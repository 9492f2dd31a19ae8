namespace TapModule.Binding;

/// <summary>Files that were read in another way than they were written: what their columns give away, and how to read them.</summary>
internal static class FileShape
{
    private static readonly char[] Delimiters = [';', '\t', '|', ','];

    /// <summary>What to do about a list in which no column names a user.</summary>
    public static string Advice(IReadOnlyList<string> columns)
    {
        if (columns.Any(column => column.IndexOf('\0') >= 0)) return $"The file is UTF-16. Read it with Import-Csv {Encodings.Utf16Option}.";
        var first = (columns.Count == 0 ? "" : columns[0]).Trim('\uFEFF', '"', ' ');
        if (first.StartsWith("sep=", StringComparison.OrdinalIgnoreCase)) return FirstLine("a line for Excel", $" -Delimiter {Quoted(first.Length > 4 ? first[4] : null)}");
        if (first.StartsWith("version:", StringComparison.OrdinalIgnoreCase)) return FirstLine("a line for the portal", "");
        if (Delimiter(columns) is { } delimiter) return $"The file's columns are separated by something else. Read it with Import-Csv -Delimiter {Quoted(delimiter)}.";
        if (columns.Contains("value") && columns.Any(column => column.StartsWith("@odata.", StringComparison.Ordinal))) return "This is a whole answer of Graph. Pipe what is in it: (...).value";
        if (columns.Any(column => UserName.CanBeUser(column.Trim()))) return "The file has no line with the names of its columns. Read it with Import-Csv -Header UserPrincipalName (and the names of its other columns).";
        return columns.FirstOrDefault(column => ColumnNames.Hint(column) == RowField.UserId) is { } likely
            ? $"If '{likely}' holds user principal names or object ids, add -ColumnMap @{{ UserId = '{likely.Replace("'", "''")}' }}."
            : "Say which column holds the users, as in -ColumnMap @{ UserId = 'Login' }, or rename it to UserPrincipalName.";
    }

    /// <summary>What is wrong with a text that is meant as a user but is a line of a file; null if nothing is.</summary>
    public static string? LineProblem(string text)
    {
        if (ColumnNames.OfUser.Any(name => ColumnNames.AreSame(name, text))) return $"{CellText.Shown(text)} is the name of a column and not a user. Read the file with Import-Csv.";
        return text.IndexOfAny([',', ';', '\t']) >= 0 ? $"{CellText.Shown(text)} looks like a line of a CSV file. Read the file with Import-Csv." : null;
    }

    private static string FirstLine(string what, string option) =>
        $"The file begins with {what}. Read it without: Get-Content <file> | Select-Object -Skip 1 | ConvertFrom-Csv{option}";

    private static char? Delimiter(IReadOnlyList<string> columns)
    {
        foreach (var delimiter in Delimiters)
        {
            var parts = columns.SelectMany(column => column.Split(delimiter)).ToArray();
            if (parts.Length > columns.Count && (columns.Count == 1 || parts.Any(part => ColumnNames.OfUser.Any(name => ColumnNames.AreSame(name, part))))) return delimiter;
        }

        return null;
    }

    private static string Quoted(char? delimiter) => delimiter switch
    {
        null => "<the character after sep=>",
        '\t' => "\"`t\"",
        '\'' => "\"'\"",
        _ => $"'{delimiter}'",
    };
}
