using System.Globalization;
using System.Text;
using System.Text.Json;
using TapModule.Sandbox.Tenant;
using TapModule.Sandbox.Wire;

namespace TapModule.Sandbox.OData;

/// <summary>$top, $count and the opaque links to further pages.</summary>
internal static class Paging
{
    private const int LargestPage = 999;

    public static int SizeOf(GraphCall call, SandboxBehavior behavior)
    {
        if (!call.Path.Query.TryGetValue("$top", out var top)) return behavior.PageSize;
        return int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is > 0 and <= LargestPage
            ? size
            : throw GraphErrorException.BadRequest($"Invalid page size specified: '{top}'. Must be between 1 and {LargestPage} inclusive.");
    }

    /// <summary>Where the page begins, as a former answer's link said.</summary>
    public static int StartOf(GraphCall call)
    {
        if (!call.Path.Query.TryGetValue("$skiptoken", out var token)) return 0;
        try
        {
            return int.Parse(Encoding.ASCII.GetString(Convert.FromBase64String(token)), NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (FormatException)
        {
            throw GraphErrorException.BadRequest("The specified page token is invalid.");
        }
    }

    public static bool IsCounted(GraphCall call) => call.Path.Query.TryGetValue("$count", out var count) && count == "true";

    public static void WriteNextLink(Utf8JsonWriter body, GraphCall call, int? next)
    {
        if (next is not { } position) return;
        var token = Convert.ToBase64String(Encoding.ASCII.GetBytes(position.ToString("D6", CultureInfo.InvariantCulture)));
        var options = call.Path.QueryText.Split('&').Where(option =>
            option.Length > 0
            && !Uri.UnescapeDataString(option).StartsWith("$skiptoken=", StringComparison.OrdinalIgnoreCase)
            && !Uri.UnescapeDataString(option).StartsWith("$count=", StringComparison.OrdinalIgnoreCase));
        var query = string.Join("&", options.Append($"$skiptoken={Uri.EscapeDataString(token)}"));
        var path = string.Join("/", call.Path.Segments.Select(Uri.EscapeDataString));
        body.WriteString("@odata.nextLink", $"{call.Root.GetLeftPart(UriPartial.Authority)}/{call.Path.Version}/{path}?{query}");
    }

    /// <summary>A page of a list that is at hand as a whole.</summary>
    public static (IReadOnlyList<T> Page, int? Next) Cut<T>(IReadOnlyList<T> list, int start, int size)
    {
        var page = list.Skip(start).Take(size).ToArray();
        return (page, start + page.Length < list.Count ? start + page.Length : null);
    }
}
