namespace TapModule.Core.Diagnostics;

/// <summary>Swallows everything.</summary>
internal sealed class NullLog : ITapLog
{
    public static readonly NullLog Instance = new();

    public void Verbose(string message)
    {
    }

    public void Debug(string message)
    {
    }

    public void Warning(string message)
    {
    }
}
