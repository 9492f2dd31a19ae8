using System.Management.Automation;
using TapModule.Core.Text;

namespace TapModule.Binding;

/// <summary>Which column of a list fills what, which fill nothing, and which of these were perhaps meant for something.</summary>
internal sealed class ColumnMatch
{
    /// <summary>Where a typing error costs more than a pass that is not as the file says: nothing but values of the pass.</summary>
    private static readonly RowField[] Misspelt = [RowField.LifetimeInMinutes, RowField.StartDateTime, RowField.IsUsableOnce];

    private readonly Dictionary<RowField, List<string>> _filled = [];

    /// <summary>Columns that fill nothing and were not to be passed over.</summary>
    public IReadOnlyList<string> Unused { get; private init; } = [];

    /// <summary>Of these, the ones that may be meant for a value which nothing else gives.</summary>
    public IReadOnlyList<(string Column, RowField Field)> Doubtful { get; private init; } = [];

    /// <summary>The columns that fill a field, the best first.</summary>
    public IReadOnlyList<string> Of(RowField field) => _filled.TryGetValue(field, out var columns) ? columns : [];

    /// <param name="columns">The list's columns.</param>
    /// <param name="fields">What the command reads of a row.</param>
    /// <param name="isGiven">What has its value from elsewhere: the command line, or -ColumnMap, whose columns are among <paramref name="taken"/>.</param>
    /// <param name="taken">Columns that -ColumnMap names.</param>
    /// <param name="ignored">Names of columns to pass over, with wildcards.</param>
    public static ColumnMatch Of(
        IReadOnlyList<string> columns, IReadOnlyCollection<RowField> fields, Func<RowField, bool> isGiven, IReadOnlyCollection<string> taken, IReadOnlyList<string> ignored)
    {
        bool IsPassedOver(string column) => taken.Any(name => ColumnNames.AreSame(name, column))
            || ignored.Any(name => ColumnNames.AreSame(name, column) || WildcardPattern.Get(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant).IsMatch(column));

        var free = columns.Where(column => !IsPassedOver(column)).ToList();
        var filled = fields.Where(field => !isGiven(field)).ToDictionary(field => field, field => Matching(field, free));
        bool IsOpen(RowField field) => filled.TryGetValue(field, out var found) && found.Count == 0;
        bool Counts(RowField field) => field switch
        {
            // A list that names nobody is told as that, and is perhaps only read in another way than it was written.
            RowField.UserId => false,
            _ when IsOpen(RowField.UserId) => false,
            RowField.TimeZone => IsOpen(field) && !IsOpen(RowField.StartDateTime),
            _ => IsOpen(field),
        };
        var known = fields.SelectMany(field => Matching(field, free)).ToArray();
        var unused = free.Where(column => !known.Contains(column)).ToArray();
        var match = new ColumnMatch
        {
            Unused = unused,
            Doubtful = [.. unused.Select(column => (Column: column, Field: Meant(column))).Where(doubt => doubt.Field is { } field && Counts(field)).Select(doubt => (doubt.Column, doubt.Field!.Value))],
        };
        foreach (var entry in filled) match._filled[entry.Key] = entry.Value;
        return match;
    }

    /// <summary>The names that fill a field by themselves.</summary>
    public static IReadOnlyList<string> NamesOf(RowField field) => field switch
    {
        RowField.UserId => ColumnNames.OfUser,
        RowField.TimeZone => ["TimeZone", "TimeZoneId"],
        _ => [field.ToString()],
    };

    private static RowField? Meant(string column)
    {
        if (ColumnNames.Hint(column) is { } hint) return hint;
        var plain = ColumnNames.Plain(column);
        // Of short names, nearly everything is near.
        if (plain.Length < 8 || Suggestion.For(plain, Misspelt.Select(field => field.ToString())) is not { } near) return null;
        return Misspelt.First(field => field.ToString() == near);
    }

    private static List<string> Matching(RowField field, List<string> columns) =>
        [.. NamesOf(field).SelectMany(name => columns.Where(column => ColumnNames.AreSame(column, name)).OrderBy(column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase) ? 0 : 1))];
}
