namespace TapModule.Core.Handover;

/// <summary>
/// Keeps a spreadsheet from taking a cell for a formula: an apostrophe in front of what begins like one. The opposite takes exactly
/// that apostrophe away, so a text that began with apostrophes comes back as it was.
/// </summary>
internal static class SpreadsheetCell
{
    public static string Guard(string text) => BeginsLikeFormula(text, 0) ? "'" + text : text;

    public static string Unguard(string text) =>
        text.Length > 1 && text[0] == '\'' && BeginsLikeFormula(text, 1) ? text.Substring(1) : text;

    /// <summary>Whether a spreadsheet would show something else: for what begins like a formula, and for what it takes for a number (00123, 1E5).</summary>
    public static bool AltersCode(HandoverPass pass)
    {
        using var revealed = RevealedCode.Of(pass.Code);
        var code = revealed.Characters;
        if (code.Length == 0) return false;
        if (code[0] is '=' or '+' or '-' or '@') return true;
        foreach (var character in code)
        {
            if (character is not (>= '0' and <= '9' or '.' or ',' or 'E' or 'e' or '+' or '-' or '%' or '$')) return false;
        }

        return true;
    }

    /// <summary>Whether a spreadsheet would compute with it, apostrophes in front left aside.</summary>
    private static bool BeginsLikeFormula(string text, int from)
    {
        while (from < text.Length && text[from] == '\'') from++;
        return from < text.Length && text[from] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠';
    }
}
