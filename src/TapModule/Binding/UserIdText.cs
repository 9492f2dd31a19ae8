using System.Management.Automation;

namespace TapModule.Binding;

/// <summary>Checks what is given as a user before anything is sent for it.</summary>
internal static class UserIdText
{
    /// <summary>Names of the columns that fill -UserId, in the order in which they count.</summary>
    public const string Columns = "UserId, UserPrincipalName, UPN, ObjectId or Id";

    private const int MostCharacters = 1024;

    private static readonly char[] OtherDelimiters = [';', '\t', '|'];

    /// <summary>What is wrong with it; null if nothing is.</summary>
    /// <param name="userId">The value; null if the row had no such column.</param>
    /// <param name="row">The row; null if the value was given by itself.</param>
    public static string? Problem(string? userId, PSObject? row)
    {
        if (HasNoColumn(userId, row))
        {
            var columns = row!.Properties.Select(p => p.Name).Take(12).ToArray();
            return $"The row names no user: it has no column {Columns}. Its columns are: {(columns.Length == 0 ? "none" : string.Join(", ", columns.Select(CellText.Shown)))}.";
        }

        if (string.IsNullOrWhiteSpace(userId)) return "UserId is blank.";
        if (userId!.Length > MostCharacters) return $"UserId {CellText.Shown(userId)} is too long for a user name.";
        if (userId.Any(char.IsControl)) return $"UserId {CellText.Shown(userId)} holds a line break or another control character.";
        return userId.Trim() is "." or ".." ? $"UserId {CellText.Shown(userId)} is no user name." : null;
    }

    /// <summary>What to do about it; null for the advice that any wrong row gets.</summary>
    /// <param name="userId">The value; null if the row had no such column.</param>
    /// <param name="row">The row; null if the value was given by itself.</param>
    public static string? Advice(string? userId, PSObject? row)
    {
        if (!HasNoColumn(userId, row)) return null;
        var columns = row!.Properties.Select(p => p.Name).Take(2).ToArray();
        var at = columns.Length == 1 ? columns[0].IndexOfAny(OtherDelimiters) : -1;
        if (at < 0) return "Rename the column that holds the users to UserPrincipalName.";
        var delimiter = columns[0][at] == '\t' ? "`t" : columns[0][at].ToString();
        var quote = delimiter == "`t" ? '"' : '\'';
        return $"The file's columns are not separated by commas. Read it with Import-Csv -Delimiter {quote}{delimiter}{quote}.";
    }

    private static bool HasNoColumn(string? userId, PSObject? row) => userId is null && row is not null && row.BaseObject is not string;
}
