using System.Text.RegularExpressions;

namespace TapModule.Core.Text;

/// <summary>
/// What other libraries say when something fails, fit to be shown: one line, without user names and passwords in addresses, query
/// strings, and whatever looks like a token. The one place that lets such a text into an error, a journal or a log.
/// </summary>
internal static class ForeignText
{
    private const int MostCharacters = 400;

    private static readonly Regex UserInfo = new(@"(?<=[a-z][a-z0-9+.\-]*://)[^\s/?#'""<>]+@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex Query = new(@"(?<=[a-z][a-z0-9+.\-]*://[^\s?#'""<>]*)\?[^\s'""<>)]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex Credentials = new(@"(?<=\b(?:Bearer|Basic|Negotiate|NTLM)\s+)[A-Za-z0-9_\-+/=.~]{8,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Any long run of Base64, but not a path of Unix.</summary>
    private static readonly Regex TokenLike = new(@"(?<![A-Za-z0-9_\-+/=.])(?!/[^/\s]{1,12}/)[A-Za-z0-9_\-+/=]{60,}(\.[A-Za-z0-9_\-+/=]+)*|eyJ[A-Za-z0-9_\-]+(\.[A-Za-z0-9_\-]+)+", RegexOptions.CultureInvariant);

    /// <summary>The first line of an exception's message.</summary>
    public static string Of(Exception failure) => FirstLine(failure.Message);

    /// <summary>The first line of a text.</summary>
    public static string FirstLine(string text)
    {
        text = text.Trim();
        var end = text.IndexOfAny(['\r', '\n']);
        text = WithoutSecrets(end < 0 ? text : text.Substring(0, end));
        return text.Length > MostCharacters ? text.Substring(0, MostCharacters) + "…" : text;
    }

    /// <summary>The exception itself if no text of it, or of those inside it, holds anything that must not show; else one that only tells of it.</summary>
    public static Exception Strip(Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (WithoutSecrets(e.Message) != e.Message || e is AggregateException) return new IOException($"{failure.GetType().Name}: {Of(failure)}");
        }

        return failure;
    }

    private static string WithoutSecrets(string text)
    {
        if (text.IndexOf("://", StringComparison.Ordinal) >= 0) text = Query.Replace(UserInfo.Replace(text, ""), "?…");
        return TokenLike.Replace(Credentials.Replace(text, "***"), "***");
    }
}
