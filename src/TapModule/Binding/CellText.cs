using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace TapModule.Binding;

/// <summary>What counts as nothing, what may be seen of a cell, and what of it cannot be seen.</summary>
internal static class CellText
{
    /// <summary>No number, date or flag is longer; what is longer need not be searched.</summary>
    public const int MostOfValue = 100;

    private const int ShownLength = 40;

    /// <summary>The object behind PowerShell's wrapper.</summary>
    public static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    /// <summary>Nothing at all: null, a database's NULL, PowerShell's "no output", or a text without a visible character.</summary>
    public static bool IsBlank(object? value) => value switch
    {
        null or DBNull => true,
        string text => string.IsNullOrWhiteSpace(text),
        PSObject wrapped => ReferenceEquals(wrapped, System.Management.Automation.Internal.AutomationNull.Value) || IsBlank(wrapped.BaseObject),
        _ => false,
    };

    /// <summary>A cell as a text that means the same in every culture.</summary>
    public static string Plain(object? value) => Unwrap(value) switch
    {
        null or DBNull => "",
        string text => text,
        Guid id => id.ToString("D"),
        bool flag => flag ? "true" : "false",
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable items => $"a list of {items.Cast<object?>().Take(1000).Count()} values",
        var other => Name(other),
    };

    /// <summary>Short, on one line and in quotes. What cannot be seen is shown as an escape: a name with U+200B in it looks right and is not.</summary>
    public static string Shown(object? value)
    {
        var text = Plain(value);
        var brief = Brief(text, out var isWhole);
        return isWhole ? $"'{brief}'" : $"'{brief}' ({text.Length} characters)";
    }

    /// <summary>The same without quotes, for a place of its own.</summary>
    public static string Brief(string text) => Brief(text, out _);

    private static string Brief(string text, out bool isWhole)
    {
        var shown = new StringBuilder();
        var i = 0;
        while (i < text.Length && shown.Length < ShownLength)
        {
            var length = char.IsSurrogatePair(text, i) ? 2 : 1;
            shown.Append(IsUnseen(text, i) ? Escape(text, i, length) : text.Substring(i, length));
            i += length;
        }

        isWhole = i == text.Length;
        return isWhole ? shown.ToString() : shown.Append('…').ToString();
    }

    /// <summary>The first character that cannot be seen or cannot be meant, as an escape; null if there is none.</summary>
    public static string? Unseen(string text)
    {
        for (var i = 0; i < text.Length; i += char.IsSurrogatePair(text, i) ? 2 : 1)
        {
            if (IsUnseen(text, i)) return Escape(text, i, char.IsSurrogatePair(text, i) ? 2 : 1);
        }

        return null;
    }

    /// <summary>Digits of other scripts are as clear as ours: ٩٠ is 90.</summary>
    public static string WithPlainDigits(string text)
    {
        if (!text.Any(c => c > '9' && char.IsDigit(c))) return text;
        return new string([.. text.Select(c => char.IsDigit(c) ? (char)('0' + (int)char.GetNumericValue(c)) : c)]);
    }

    private static bool IsUnseen(string text, int at) => text[at] == '\uFFFD' || CharUnicodeInfo.GetUnicodeCategory(text, at) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Escape(string text, int at, int length) =>
        length == 2 ? $"\\U{char.ConvertToUtf32(text, at):X8}" : $"\\u{(int)text[at]:X4}";

    private static string Name(object value)
    {
        try
        {
            return value.ToString() ?? value.GetType().Name;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A foreign object may do anything in its ToString, and this is only for showing.
            return value.GetType().Name;
        }
    }
}
