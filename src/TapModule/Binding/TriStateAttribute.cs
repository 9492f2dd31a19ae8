using System.Globalization;

namespace TapModule.Binding;

/// <summary>
/// True, false, or not given, which is not the same as false: what is not given is not sent. Texts are true/false, yes/no, 1/0;
/// nothing is guessed ("maybe" is not true).
/// </summary>
public sealed class TriStateAttribute : RowValueAttribute<bool>
{
    private protected override string? Read(object value, out bool meant)
    {
        meant = false;
        var text = value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture)!.Trim().ToUpperInvariant();
        switch (text.ToUpperInvariant())
        {
            case "TRUE" or "$TRUE" or "YES" or "Y" or "1":
                meant = true;
                return null;
            case "FALSE" or "$FALSE" or "NO" or "N" or "0":
                return null;
            default:
                return "is neither true nor false (true, false, yes, no, 1, 0).";
        }
    }
}
