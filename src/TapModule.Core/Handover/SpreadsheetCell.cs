using System.Text;

namespace TapModule.Core.Handover;

/// <summary>
/// Keeps a spreadsheet from taking a text for a formula: an apostrophe in front of what begins like one, also behind a character at which
/// a spreadsheet set to another separator would begin a new cell. The opposite takes exactly those apostrophes away, so a text that held some comes
/// back as it was.
/// </summary>
internal static class SpreadsheetCell
{
    public static string Guard(string text) => Walk(text, isGuarding: true);

    public static string Unguard(string text) => Walk(text, isGuarding: false);

    /// <summary>Whether a spreadsheet would show something else: for what begins like a formula, and for what it takes for a number (00123, 1E5).</summary>
    public static bool AltersCode(HandoverPass pass)
    {
        using var revealed = RevealedCode.Of(pass.Code);
        var code = revealed.Characters;
        if (code.Length == 0) return false;
        for (var start = 0; start >= 0; start = NextCell(code, start))
        {
            if (FormulaAt(code, start) >= 0) return true;
        }

        foreach (var character in code)
        {
            if (character is not (>= '0' and <= '9' or '.' or ',' or 'E' or 'e' or '+' or '-' or '%' or '$')) return false;
        }

        return true;
    }

    private static string Walk(string text, bool isGuarding)
    {
        StringBuilder? result = null;
        var copied = 0;
        for (var start = 0; start >= 0; start = NextCell(text.AsSpan(), start))
        {
            var formula = FormulaAt(text.AsSpan(), start);
            if (formula < 0 || (!isGuarding && text[formula] != '\'')) continue;
            result ??= new StringBuilder(text.Length + 8);
            result.Append(text, copied, formula - copied);
            if (isGuarding) result.Append('\'');
            copied = isGuarding ? formula : formula + 1;
        }

        return result is null ? text : result.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Where a spreadsheet would begin the next cell; -1 if nowhere.</summary>
    private static int NextCell(ReadOnlySpan<char> text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (IsSeparator(text[i])) return i + 1;
        }

        return -1;
    }

    /// <summary>
    /// Where a cell's formula begins, or the apostrophes in front of it; -1 if it is none. Blanks and quotes before it are passed over,
    /// as spreadsheets do.
    /// </summary>
    private static int FormulaAt(ReadOnlySpan<char> text, int cell)
    {
        var isFirst = cell == 0;
        while (cell < text.Length && text[cell] is ' ' or '\u00a0' or '"') cell++;
        var formula = cell;
        while (formula < text.Length && text[formula] == '\'') formula++;
        if (formula == text.Length) return -1;
        var isFormula = text[formula] is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠' || (isFirst && text[formula] is ('\t' or '\r' or '\n'));
        return isFormula ? cell : -1;
    }

    private static bool IsSeparator(char c) => c is ',' or ';' or '|' or '^' || char.IsControl(c);
}
