using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TapModule.Core.Graph;

/// <summary>Readers for the few header values that steer us. They never throw: a header that cannot be read is one that was not sent.</summary>
internal static class ReplyHeaders
{
    private static readonly Regex ClaimsParameter = new("claims\\s*=\\s*\"(?<claims>[^\"]+)\"", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>A header's value as it came; null if there is none.</summary>
    public static string? Of(HttpResponseMessage response, string name) =>
#if NET
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
#else
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
#endif

    /// <summary>
    /// Retry-After as seconds (whole or decimal) or as a date, measured against the service's own clock where it told it.
    /// Rounded up to whole seconds: services round down.
    /// </summary>
    public static TimeSpan? RetryAfter(string? value, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(value)) return null;
        double seconds;
        if (double.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number))
            seconds = number;
        else if (Date(value) is { } date)
            seconds = (date - now).TotalSeconds;
        else
            return null;

        // More than a week is not an instruction that anybody could mean; NaN is not a number of seconds.
        return !(seconds <= 7 * 24 * 3600) ? null : TimeSpan.FromSeconds(Math.Ceiling(Math.Max(0, seconds)));
    }

    /// <summary>How much of a limit is used up; the name says percentage, the value is a share.</summary>
    public const string LimitPercentage = "x-ms-throttle-limit-percentage";

    /// <summary>The share of a limit that is used up, above zero; null if the service does not say, or not as a number.</summary>
    public static double? LimitUsed(string? value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is > 0 and < 100 ? share : null;

    public static DateTimeOffset? Date(string? value) =>
        DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date) ? date : null;

    /// <summary>The claims of <c>WWW-Authenticate: Bearer … error="insufficient_claims", claims="base64"</c>; null if there is no such challenge.</summary>
    public static string? Claims(string? wwwAuthenticate)
    {
        if (wwwAuthenticate is null || wwwAuthenticate.IndexOf("insufficient_claims", StringComparison.OrdinalIgnoreCase) < 0) return null;
        var match = ClaimsParameter.Match(wwwAuthenticate);
        if (!match.Success) return null;
        var base64 = match.Groups["claims"].Value.Replace('-', '+').Replace('_', '/');
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '=')));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
