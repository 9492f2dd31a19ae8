using System.Globalization;

namespace TapModule.Binding;

/// <summary>
/// True, false, or not given, which is not the same as false: what is not given is not sent. Texts are true/false, yes/no, 1/0;
/// nothing is guessed ("maybe" is not true, and neither is "ja").
/// </summary>
internal static class TriState
{
    public static Reading<bool> Read(object value)
    {
        if (value is bool flag) return flag;
        if (value is string { Length: > CellText.MostOfValue }) return Reading<bool>.Refused(value, "is not true or false.");
        var text = CellText.WithPlainDigits(Convert.ToString(value, CultureInfo.InvariantCulture)?.Trim() ?? "");
        return text.ToUpperInvariant() switch
        {
            "TRUE" or "$TRUE" or "YES" or "Y" or "1" => true,
            "FALSE" or "$FALSE" or "NO" or "N" or "0" => false,
            _ => Reading<bool>.Refused(value, "is not true or false. Write true, false, yes, no, 1 or 0."),
        };
    }
}
