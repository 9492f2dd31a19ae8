using System.Management.Automation;
using System.Text;

namespace TapModule.Binding;

/// <summary>Reads and shows what a cell holds.</summary>
internal static class CellText
{
    private const int ShownLength = 40;

    /// <summary>The object behind PowerShell's wrapper.</summary>
    public static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    public static bool IsBlank(object? value) => value is null || (value is string text && string.IsNullOrWhiteSpace(text));

    /// <summary>Short and on one line, however long or odd the cell is.</summary>
    public static string Shown(object? value)
    {
        var text = value?.ToString() ?? "";
        var shown = new StringBuilder("'");
        foreach (var c in text.Length > ShownLength ? text.Substring(0, ShownLength) : text) shown.Append(char.IsControl(c) ? '␤' : c);
        shown.Append(text.Length > ShownLength ? $"…' ({text.Length} characters)" : "'");
        return shown.ToString();
    }
}
