using System.Globalization;

namespace TapModule.Core.Reports;

/// <summary>
/// The report's pictures: plain SVG, coloured by the style sheet's classes so that light, dark and print differ there only. Each is
/// said in words by its label, and its numbers stand in a table beside it.
/// </summary>
internal static class Charts
{
    private const int Width = 720;
    private const int Height = 240;
    private const int Left = 52;
    private const int Right = 12;
    private const int Top = 14;
    private const int Bottom = 30;
    private const int PlotWidth = Width - Left - Right;
    private const double LongestSeconds = 86400 * 10000.0;
    private const int PlotHeight = Height - Top - Bottom;

    /// <summary>One bar, split into shares.</summary>
    public static Html ShareBar(IReadOnlyList<Share> shares, string label)
    {
        const double whole = 1000;
        var total = shares.Sum(s => s.Count);
        var html = new Html().Raw($"<svg class=\"share\" viewBox=\"0 0 1000 28\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{Html.Attribute(label)}\">");
        double x = 0;
        foreach (var share in shares)
        {
            var width = whole * share.Count / total;
            // A hair between neighbours, but nothing so thin that it vanishes.
            html.Raw($"<rect class=\"k-{share.Name}\" x=\"{Html.Number(x)}\" y=\"0\" width=\"{Html.Number(Math.Max(width - 2, 1.5))}\" height=\"28\"/>");
            x += width;
        }

        return html.Raw("</svg>");
    }

    /// <summary>Bars side by side.</summary>
    public static Html Bars(IReadOnlyList<(string Name, int Count)> bars, string label)
    {
        var top = NiceTop(bars.Max(b => b.Count));
        var html = Frame(label, top, wholeOnly: true);
        var step = (double)PlotWidth / bars.Count;
        var width = Math.Min(step * 0.72, 48);
        // Names that would run into each other are left out by turns.
        var every = (int)Math.Ceiling(bars.Count * 46.0 / PlotWidth);
        for (var i = 0; i < bars.Count; i++)
        {
            var middle = Left + (step * (i + 0.5));
            var height = PlotHeight * bars[i].Count / top;
            if (bars[i].Count > 0)
            {
                html.Raw($"<rect class=\"bar\" x=\"{Html.Number(middle - (width / 2))}\" y=\"{Html.Number(Top + PlotHeight - height)}\" width=\"{Html.Number(width)}\" height=\"{Html.Number(height)}\"/>");
                if (step > 24) html.Raw($"<text class=\"value\" x=\"{Html.Number(middle)}\" y=\"{Html.Number(Top + PlotHeight - height - 4)}\">{Html.Count(bars[i].Count)}</text>");
            }

            if (i % every == 0) html.Raw($"<text class=\"x\" x=\"{Html.Number(middle)}\" y=\"{Height - 10}\">").Text(bars[i].Name).Raw("</text>");
        }

        return html.Raw("</svg>");
    }

    /// <summary>Two rates over a run: an area for what was issued, a line for what was refused.</summary>
    public static Html Rates(IReadOnlyList<RatePoint> points, string label)
    {
        var end = Math.Max(points[points.Count - 1].To, 0.001);
        var top = NiceTop(points.Max(p => Math.Max(p.Issued, p.Throttled)));
        var html = Frame(label, top, wholeOnly: false);
        html.Raw($"<path class=\"issued\" d=\"M{Left} {Top + PlotHeight}{Steps(points, p => p.Issued, end, top)}V{Top + PlotHeight}Z\"/>");
        if (points.Any(p => p.Throttled > 0)) html.Raw($"<path class=\"refused\" d=\"M{Left} {Y(points[0].Throttled, top)}{Steps(points, p => p.Throttled, end, top)}\"/>");
        for (var i = 0; i <= 4; i++)
        {
            var anchor = i == 0 ? "start" : i == 4 ? "end" : "middle";
            html.Raw($"<text class=\"x\" text-anchor=\"{anchor}\" x=\"{Html.Number(Left + (PlotWidth * i / 4.0))}\" y=\"{Height - 10}\">{Elapsed(end * i / 4)}</text>");
        }

        return html.Raw("</svg>");
    }

    public static string Elapsed(double seconds)
    {
        // A journal is a text that anybody can edit.
        var time = TimeSpan.FromSeconds(Math.Min(Math.Max(seconds, 0), LongestSeconds));
        return seconds >= 3600 ? string.Format(CultureInfo.InvariantCulture, "{0}:{1:mm\\:ss} h", (int)time.TotalHours, time)
            : seconds >= 60 ? time.ToString("m\\:ss", CultureInfo.InvariantCulture) + " min"
            : Html.Number(Math.Round(seconds, seconds < 10 ? 1 : 0)) + " s";
    }

    private static Html Frame(string label, double top, bool wholeOnly)
    {
        var html = new Html().Raw($"<svg class=\"plot\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Html.Attribute(label)}\">");
        for (var i = 0; i <= 4; i++)
        {
            var value = top * i / 4;
            if (wholeOnly && value != Math.Floor(value)) continue;
            html.Raw($"<path class=\"grid\" d=\"M{Left} {Y(value, top)}H{Width - Right}\"/><text class=\"y\" x=\"{Left - 6}\" y=\"{Y(value, top)}\">{value.ToString("#,0.##", CultureInfo.InvariantCulture)}</text>");
        }

        return html;
    }

    private static string Steps(IReadOnlyList<RatePoint> points, Func<RatePoint, double> value, double end, double top) =>
        string.Concat(points.Select(p => $"V{Y(value(p), top)}H{Html.Number(Left + (PlotWidth * p.To / end))}"));

    private static string Y(double value, double top) => Html.Number(Top + PlotHeight - (PlotHeight * value / top));

    /// <summary>The next of 1, 2, 4, 8 times a power of ten: quarters of it are round too.</summary>
    private static double NiceTop(double most)
    {
        if (most <= 0) return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        foreach (var step in new[] { 1, 2, 4, 8 })
        {
            if (most <= step * power) return step * power;
        }

        return 10 * power;
    }
}
