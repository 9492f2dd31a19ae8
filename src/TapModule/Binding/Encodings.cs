namespace TapModule.Binding;

/// <summary>How this PowerShell is told to read files that are not UTF-8.</summary>
internal static class Encodings
{
    /// <summary>The code page of the machine, in which older programs save CSV files.</summary>
#if NET
    public const string AnsiOption = "-Encoding ansi";
#else
    public const string AnsiOption = "-Encoding Default";
#endif

    /// <summary>What Excel and Notepad call Unicode.</summary>
    public const string Utf16Option = "-Encoding unicode";
}
