namespace TapModule.Core.Text;

/// <summary>
/// Columns of a file that fill no parameter, and what they may have been meant for. Files have columns of their own, so only those are
/// remarked on that look like a parameter which no column fills.
/// </summary>
internal static class UnusedColumns
{
    /// <summary>Headers that files in the wild have, and what they are meant for.</summary>
    private static readonly Dictionary<string, string> Habits = new(StringComparer.OrdinalIgnoreCase)
    {
        ["User"] = "UserId",
        ["UserName"] = "UserId",
        ["Login"] = "UserId",
        ["SignInName"] = "UserId",
        ["Mail"] = "UserId",
        ["Email"] = "UserId",
        ["EmailAddress"] = "UserId",
        ["Lifetime"] = "LifetimeInMinutes",
        ["LifetimeMinutes"] = "LifetimeInMinutes",
        ["Minutes"] = "LifetimeInMinutes",
        ["Duration"] = "LifetimeInMinutes",
        ["DurationInMinutes"] = "LifetimeInMinutes",
        ["Start"] = "StartDateTime",
        ["StartDate"] = "StartDateTime",
        ["StartTime"] = "StartDateTime",
        ["ValidFrom"] = "StartDateTime",
        ["OneTime"] = "IsUsableOnce",
        ["OneTimeUse"] = "IsUsableOnce",
        ["IsOneTime"] = "IsUsableOnce",
        ["UsableOnce"] = "IsUsableOnce",
        ["SingleUse"] = "IsUsableOnce",
    };

    /// <param name="columns">The file's columns.</param>
    /// <param name="parameters">Each parameter that a row can fill, with all the names that do it.</param>
    /// <returns>Each column that fills nothing, with the parameter that it may have been meant for.</returns>
    public static IReadOnlyList<(string Column, string? Meant)> Find(IReadOnlyList<string> columns, IReadOnlyDictionary<string, IReadOnlyList<string>> parameters)
    {
        bool Has(IEnumerable<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
        var empty = parameters.Where(parameter => !columns.Any(column => Has(parameter.Value, column))).ToDictionary(parameter => parameter.Key, parameter => parameter.Value);
        return [.. columns.Where(column => !parameters.Values.Any(names => Has(names, column))).Select(column => (column, Meant(column, empty)))];
    }

    private static string? Meant(string column, Dictionary<string, IReadOnlyList<string>> empty)
    {
        var plain = new string([.. column.Where(char.IsLetterOrDigit)]);
        if (Habits.TryGetValue(plain, out var parameter)) return empty.ContainsKey(parameter) ? parameter : null;
        // Of short names, nearly everything is near.
        if (plain.Length < 4 || empty.Count == 0) return null;
        return Suggestion.For(plain, empty.Values.SelectMany(names => names));
    }
}
