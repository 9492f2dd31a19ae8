namespace TapModule.Core.Diagnostics;

/// <summary>
/// Where a command's remarks go. Called from any thread; implementations must be thread-safe.
/// No remark ever holds a pass, a token, a secret or a body.
/// </summary>
public interface ITapLog
{
    /// <summary>Worth knowing when asked for.</summary>
    /// <param name="message">One line.</param>
    void Verbose(string message);

    /// <summary>One line for each request: method, path, status, ids, duration.</summary>
    /// <param name="message">One line.</param>
    void Debug(string message);

    /// <summary>Something that the admin should know although nothing failed.</summary>
    /// <param name="message">One or two sentences.</param>
    void Warning(string message);
}
